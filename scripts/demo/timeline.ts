/** What happened, in plain French, on the screen and in a file. */
export interface Timeline {
  title(text: string): void
  say(who: string, text: string): void
  text(): string
}

export function createTimeline(print: (line: string) => void, now: () => number): Timeline {
  const startedAt = now()
  const lines: string[] = []
  const write = (line: string) => {
    lines.push(line)
    print(line)
  }
  return {
    title(text) {
      write('')
      write(`── ${text} ${'─'.repeat(Math.max(0, 84 - text.length))}`)
    },
    say(who, text) {
      const seconds = ((now() - startedAt) / 1000).toFixed(1).padStart(5).replace('.', ',')
      write(`${clock(now())}  +${seconds} s  ${who.padEnd(16)} ${text}`)
    },
    text: () => lines.join('\n') + '\n',
  }
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString('fr-FR', { hour12: false })
}
