/**
 * The page's policy (`require-trusted-types-for 'script'`) blocks every `innerHTML`, also the empty one by which React
 * Aria's announcer for screen readers forgets its last word: the date fields would take their screen down at the second
 * key. Nothing can be hidden in an empty string, so that one is carried out by other means; all others stay blocked.
 */
export function allowEmptyingElements(): void {
  const inherited = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML')
  const write = inherited?.set
  if (!inherited || !write) throw new Error('expected Element.prototype.innerHTML to have a setter')
  Object.defineProperty(Element.prototype, 'innerHTML', {
    ...inherited,
    set(this: Element, html: unknown) {
      if (html === '') this.replaceChildren()
      else write.call(this, html)
    },
  })
}
