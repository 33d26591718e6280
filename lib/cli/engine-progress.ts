import type { EngineProgress } from '../engines';
import type { Terminal } from './terminal';

/** Tells a person how the engines come along. The result is what `ensureEngines` takes as `onProgress`. */
export function printEngineProgress(terminal: Terminal): (progress: EngineProgress) => void {
  return (progress) => {
    const text = describeProgress(progress);
    if (progress.phase === 'ready') {
      terminal.line(text);
    } else {
      terminal.status(text);
    }
  };
}

/** `kubernetes: 1423 of 2685 packages compiled, 2:05`. */
export function describeProgress({ engine, phase, done, total, seconds }: EngineProgress): string {
  const what = {
    waiting: 'waiting for another process that builds it',
    download: `looking for what is missing${done > 0 ? `, ${done} modules downloaded` : ''}`,
    compile: `${done} of ${total} packages compiled`,
    link: 'linking',
    assets: 'copying files',
    ready: 'ready',
  }[phase];
  return `${engine}: ${what}, ${duration(seconds)}`;
}

/** `1:05`: minutes and seconds. */
function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
