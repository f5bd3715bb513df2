import pc from 'picocolors';
import { engineNames } from '../engines/engine.ts';
import type { EngineIdentity } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { overrideName, resolveEngine } from '../engines/resolve.ts';
import type { Resolution } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';

interface Diagnosis {
  readonly resolution: Resolution;
  readonly identity: EngineIdentity | null;
  /** Why the engine cannot be used, or null when it can. */
  readonly trouble: string | null;
}

/** Shows how each engine is resolved, and starts it to see whether it works. Returns 0 when all can be used, else 3. */
export async function doctor({ launch, json }: { launch: boolean; json: boolean }): Promise<number> {
  const machine = thisMachine();
  const diagnoses: Diagnosis[] = [];
  for (const name of engineNames) diagnoses.push(await diagnose(resolveEngine(name, machine), launch));
  if (json) console.log(JSON.stringify(diagnoses, null, 2));
  else console.log(diagnoses.map(describe).join('\n\n'));
  const bad = diagnoses.filter(({ trouble }) => trouble !== null);
  if (!json && bad.length > 0) console.log(`\n${pc.red(`${bad.length} of ${engineNames.length} engines cannot be used.`)} \`npm run setup\` installs what is missing.`);
  return bad.length === 0 ? 0 : 3;
}

async function diagnose(resolution: Resolution, launch: boolean): Promise<Diagnosis> {
  if (resolution.kind === 'missing') return { resolution, identity: null, trouble: resolution.why };
  if (!launch) return { resolution, identity: null, trouble: null };
  try {
    const engine = await startEngine(resolution);
    await engine.close();
    return { resolution, identity: engine.identity, trouble: null };
  } catch (error) {
    return { resolution, identity: null, trouble: error instanceof Error ? error.message : String(error) };
  }
}

function describe({ resolution, identity, trouble }: Diagnosis): string {
  const mark = trouble === null ? pc.green('✓') : pc.red('✗');
  const lines = [`${mark} ${pc.bold(resolution.name)}${identity === null ? '' : ` ${identity.version}`}`];
  const say = (label: string, text: string): void => void lines.push(`  ${pc.dim(label.padEnd(8))}${text}`);
  switch (resolution.kind) {
    case 'playwright':
      say('build', resolution.build === 'playwright' ? "Playwright's own" : "the system's");
      say('driver', 'Playwright');
      say('path', resolution.executable);
      break;
    case 'webdriver':
      say('build', "the system's");
      say('driver', `W3C WebDriver (${resolution.driver}${resolution.display === 'xvfb' ? ', on a display of its own' : ''})`);
      say('path', resolution.browser ?? resolution.executable);
      break;
    case 'remote':
      say('driver', `W3C WebDriver at ${resolution.url}`);
      break;
    case 'missing':
      break;
  }
  if (resolution.kind !== 'missing') say('because', resolution.why);
  if (trouble !== null) say('trouble', trouble);
  if (resolution.kind === 'missing') say('try', resolution.remedy);
  say('choose', `${overrideName(resolution.name)}=playwright, system, a path, or the address of a WebDriver server`);
  return lines.join('\n');
}
