/** lmutil completion: scripts that make a shell complete tools and options. */
import type { Command } from 'commander';
import { LicenseError } from '../errors.ts';
import type { Tool } from './tool.ts';

/** One tool as a shell sees it. */
interface Words {
  readonly name: string;
  readonly description: string;
  /** Options and commands within it, each with what it does. */
  readonly words: readonly (readonly [word: string, description: string])[];
}

const shells: Readonly<Record<string, (tools: readonly Words[], linked: readonly string[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

function wordsOf(command: Command): Words {
  const commands = [command, ...command.commands];
  const options = commands.flatMap((each) =>
    each.options.flatMap(({ short, long, description }) =>
      [short, long].filter((flag) => flag !== undefined && flag !== null).map((flag) => [flag, description] as const),
    ),
  );
  const inner = command.commands.map((each) => [each.name(), each.description()] as const);
  return {
    name: command.name(),
    description: command.description(),
    words: [...inner, ...options, ['--help', 'show this']],
  };
}

function bashScript(tools: readonly Words[], linked: readonly string[]): string {
  const cases = tools.map(({ name, words }) => `    ${name}) words='${words.map(([word]) => word).join(' ')}' ;;`);
  return `# bash completion for lmutil: eval "$(lmutil completion bash)" in ~/.bashrc
_lmutil() {
  local tool=\${COMP_WORDS[0]##*/} current=\${COMP_WORDS[COMP_CWORD]} words=
  if [ "$tool" = lmutil ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then
      COMPREPLY=($(compgen -W '${tools.map(({ name }) => name).join(' ')} --help --version' -- "$current"))
      return
    fi
    tool=\${COMP_WORDS[1]}
  fi
  case $tool in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _lmutil lmutil ${linked.join(' ')}
`;
}

function zshScript(tools: readonly Words[], linked: readonly string[]): string {
  const list = (words: Words['words']) => words.map(([word, text]) => quote(`${word.replaceAll(':', '\\:')}:${text}`));
  const cases = tools.map(({ name, words }) => `    ${name}) words_of=(${list(words).join(' ')}) ;;`);
  const all = list(tools.map(({ name, description }) => [name, description] as const));
  const names = ['lmutil', ...linked].join(' ');
  return `#compdef ${names}
# zsh completion for lmutil: source <(lmutil completion zsh) in ~/.zshrc
_lmutil() {
  local tool=$service
  local -a words_of
  if [[ $tool == lmutil ]]; then
    if (( CURRENT == 2 )); then
      words_of=(${all.join(' ')})
      _describe tool words_of
      return
    fi
    tool=$words[2]
  fi
  case $tool in
${cases.join('\n')}
  esac
  _describe word words_of
  _files
}
if [ "$funcstack[1]" = _lmutil ]; then _lmutil "$@"; else compdef _lmutil ${names}; fi
`;
}

function fishScript(tools: readonly Words[], linked: readonly string[]): string {
  const lines = tools.flatMap(({ name, description, words }) => [
    `complete -c lmutil -f -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ...words.flatMap(([word, text]) => {
      const flag = word.startsWith('--')
        ? `-l ${word.slice(2)}`
        : word.startsWith('-')
          ? `-s ${word.slice(1)}`
          : `-a ${word}`;
      const under = `complete -c lmutil -n '__fish_seen_subcommand_from ${name}' ${flag} -d ${quote(text)}`;
      return linked.includes(name) ? [under, `complete -c ${name} ${flag} -d ${quote(text)}`] : [under];
    }),
  ]);
  return `# fish completion for lmutil: lmutil completion fish > ~/.config/fish/completions/lmutil.fish\n${lines.join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export const completionTool: Tool = {
  name: 'completion',
  description: 'prints a script that makes bash, zsh or fish complete tools and options',
  group: 'Files and this machine:',
  local: true,
  define: (command, { terminal, linked }) =>
    command.argument('<shell>', 'bash, zsh or fish').action((shell: string) => {
      const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
      if (!script) throw new LicenseError({ code: -42, detail: `completion is for bash, zsh or fish, not "${shell}"` });
      terminal.out(script((command.parent?.commands ?? []).map(wordsOf), linked));
    }),
};
