import { Option } from 'commander';
import { wholeNumber } from './whole-number';

/** `--timeout 300`: seconds for each thing that is waited for while a twin, or a part of it, starts. */
export function timeoutOption(): Option {
  return new Option('--timeout <seconds>', 'for each thing that is waited for while it starts')
    .argParser((text) => wholeNumber(text, '--timeout', 1, 3600))
    .default(120);
}
