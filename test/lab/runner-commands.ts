// How GitHub's runner reads the output of a step: workflow commands are obeyed, secrets are masked, the rest is the log.
// After actions/runner: ActionCommand.cs, ActionCommandManager.cs, OutputManager.cs.

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface StepLog {
  /** What a reader of the log sees; groups and annotations as `##[group]...`, without masked values. */
  readonly lines: string[];
  readonly annotations: Annotation[];
  /** Values masked by the step itself, in order. */
  readonly masks: string[];
  /** `::debug::` messages, which the log shows only on request. */
  readonly debug: string[];
  /** Takes one line of stdout or stderr. */
  write(line: string): void;
  mask(text: string): string;
}

/** Masks `secrets` from the start, as the runner does with the values that it hands out itself. */
export function stepLog(secrets: readonly string[]): StepLog {
  const hidden = new Set(secrets.filter((secret) => secret !== ''));
  const log: Omit<StepLog, 'write' | 'mask'> = { lines: [], annotations: [], masks: [], debug: [] };
  let stopToken: string | undefined;

  const mask = (text: string) =>
    [...hidden]
      .toSorted((a, b) => b.length - a.length)
      .reduce((masked, secret) => masked.replaceAll(secret, '***'), text);

  const obey = (name: string, properties: Record<string, string>, message: string): boolean => {
    if (name === 'add-mask') {
      if (message.trim() === '') return true;
      log.masks.push(message);
      for (const part of [message, ...message.split(/\r?\n/)]) if (part !== '') hidden.add(part);
    } else if (name === 'error' || name === 'warning' || name === 'notice') {
      log.annotations.push({ level: name, message: mask(message), properties });
      log.lines.push(mask(`##[${name}]${message}`));
    } else if (name === 'group' || name === 'endgroup') {
      log.lines.push(mask(`##[${name}]${message}`));
    } else if (name === 'debug') {
      log.debug.push(mask(message));
    } else if (name === 'stop-commands') {
      stopToken = message;
    } else {
      return false; // unknown commands are printed like any other line
    }
    return true;
  };

  return {
    ...log,
    mask,
    write(line) {
      const command = parseCommand(line);
      if (stopToken !== undefined) {
        if (command?.name === stopToken) stopToken = undefined;
        log.lines.push(mask(line));
      } else if (command === undefined || !obey(command.name, command.properties, command.message)) {
        log.lines.push(mask(line));
      }
    },
  };
}

/** `::name key=value,key=value::message`. */
function parseCommand(line: string): { name: string; properties: Record<string, string>; message: string } | undefined {
  const found = /^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/s.exec(line);
  if (found === null) return undefined;
  const [, name = '', list = '', message = ''] = found;
  const properties: Record<string, string> = {};
  for (const pair of list.split(',')) {
    const [, key, value] = /^\s*([^=]+)=(.*)$/.exec(pair) ?? [];
    if (key !== undefined && value !== undefined) properties[key] = unescapeProperty(value);
  }
  return { name: name.toLowerCase(), properties, message: unescapeData(message) };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
