#!/usr/bin/env node
/** The front door: argv to a command to an exit code, nothing else. */
import { openFrontDoor } from './cli/front-door.ts';

process.exitCode = await openFrontDoor(process.argv.slice(2));
