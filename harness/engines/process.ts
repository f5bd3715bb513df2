import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    // The group: a driver's browser must not outlive it.
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** A program that we started, which ends with us at the latest. */
export interface OwnProcess {
  readonly child: ChildProcess;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts a program in a process group of its own. Rejects when it cannot be started. */
export async function startProcess(command: string, args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): Promise<OwnProcess> {
  const child = spawn(command, [...args], { env, stdio, detached: process.platform !== 'win32' });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve(`${command} ended (${signal ?? `exit code ${code}`})`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  running.add(child);
  return {
    child,
    ended,
    async stop() {
      killGroup(child, 'SIGTERM');
      const timer = setTimeout(() => killGroup(child, 'SIGKILL'), 2000);
      await ended;
      clearTimeout(timer);
      killGroup(child, 'SIGKILL');
    },
  };
}
