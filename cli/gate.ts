/** `simulate gate`: judges a change of rules as CI needs it: a verdict with evidence, an exit code, findings in every format. */
import { exitCodes } from '../engine/errors.ts';
import { gateResultOf, judgeGate, openGate } from './gate/judge-gate.ts';
import { gateRequest } from './gate/gate-request.ts';
import type { GateRequest } from './gate/gate-request.ts';
import { writeOutputs } from './gate/formats.ts';
import { updateBaseline } from './gate/update-baseline.ts';
import { failureText } from './failure.ts';
import type { ParsedArguments } from './flags.ts';
import { openProgress } from './progress.ts';
import { RunFailed } from './run-failures.ts';
import type { Terminal } from './terminal.ts';

export async function gateCommand(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const request = gateRequest(parsed, process.env);
  try {
    return await performGate(request, terminal);
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    terminal.messages.write(failureText(error.failure));
    return error.failure.exitCode;
  }
}

async function performGate(request: GateRequest, terminal: Terminal): Promise<number> {
  const gate = openGate(request);
  const listener = {
    open: (scenario: string) => openProgress(terminal, `gate ${scenario}`),
  };
  if (request.updatesBaseline) {
    terminal.results.write(`${await updateBaseline(gate, listener)}\n`);
    return exitCodes.ok;
  }
  const result = gateResultOf(gate, await judgeGate(gate, listener));
  if (request.explains === undefined) {
    const stepSummaryFile = process.env['GITHUB_STEP_SUMMARY'];
    await writeOutputs(result, { outputs: request.outputs, stream: terminal.results, stepSummaryFile });
  } else {
    const { explainText } = await import('./gate/gate-text.ts');
    terminal.results.write(explainText(result, request.explains, terminal.results));
  }
  return request.neverFails ? exitCodes.ok : result.exitCode;
}
