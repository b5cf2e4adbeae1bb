export interface CommandLine {
  /** Everything after the executable, as the app sees it in `process.argv`. */
  args: string[]
  /** `--name=value` and `--name`, before and after the app's path. */
  switches: Map<string, string>
  /** Modules of `-r`, loaded before the app. */
  required: string[]
  appPath: string
  inspect: boolean
}

export function readCommandLine(args: readonly string[]): CommandLine {
  const switches = new Map<string, string>()
  const required: string[] = []
  let appPath: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '-r' || arg === '--require') {
      const file = args[++i]
      if (file === undefined) throw new Error(`${arg} needs a file`)
      required.push(file)
    } else if (arg.startsWith('--')) {
      const [, name, value] = /^--([^=]+)=?(.*)$/s.exec(arg) ?? []
      if (name !== undefined) switches.set(name, value ?? '')
    } else if (!arg.startsWith('-')) appPath ??= arg
  }
  return {
    args: [...args],
    switches,
    required,
    appPath: appPath ?? '.',
    inspect: [...switches.keys()].some((name) => name.startsWith('inspect')),
  }
}
