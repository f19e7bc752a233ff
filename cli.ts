#!/usr/bin/env node
/** The front door: argv to a command to an exit code, nothing else. */
import { loadPacked } from './cli/packed/load-packed.ts';

const { openFrontDoor } = loadPacked('front-door') ?? (await import('./cli/front-door.ts'));
process.exitCode = await openFrontDoor(process.argv.slice(2));
