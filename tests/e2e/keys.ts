/** What a person does without any pointer: Tab until it is reached, then the keys that the thing knows. */
import type { Locator, Page } from 'playwright-core'

/** More stops than any screen has: then it cannot be reached. */
const MOST_STOPS = 400

/** Tabs until the focus is on it, or within it. */
export async function tabTo(window: Page, target: Locator, back = false): Promise<void> {
  await target.first().waitFor({ state: 'attached' })
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    const there = await target.evaluateAll((all) =>
      all.some((each) => each === document.activeElement || each.contains(document.activeElement)),
    )
    if (there) return
    await window.keyboard.press(back ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`expected to reach ${String(target)} with Tab within ${MOST_STOPS} stops`)
}

export async function press(window: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(window, target)
  await window.keyboard.press(key)
}

export async function type(window: Page, target: Locator, text: string): Promise<void> {
  await tabTo(window, target)
  await window.keyboard.press('Control+a')
  await window.keyboard.type(text)
}

/** One tab stop for the whole group; arrows choose. */
export async function chooseRadio(window: Page, group: Locator, option: string): Promise<void> {
  await tabTo(window, group)
  const wanted = group.getByRole('radio', { name: option, exact: true })
  const count = await group.getByRole('radio').count()
  for (let step = 0; step <= count; step++) {
    if (await wanted.isChecked()) return
    await window.keyboard.press(step === 0 ? 'Space' : 'ArrowRight')
  }
  throw new Error(`expected to choose ${option} with the arrows`)
}

/** Opens the list behind the button and goes to the option by its first letters. */
export async function chooseOption(window: Page, button: Locator, option: string): Promise<void> {
  await press(window, button)
  const wanted = window.getByRole('option', { name: option })
  await wanted.waitFor()
  for (let step = 0; step < 100; step++) {
    if (await wanted.evaluate((each) => each === document.activeElement)) break
    await window.keyboard.press('ArrowDown')
  }
  await window.keyboard.press('Enter')
  await wanted.waitFor({ state: 'hidden' })
}

/** Ctrl+K, a few letters, Enter. */
export async function goBy(window: Page, letters: string, command: string | RegExp): Promise<void> {
  await window.keyboard.press('Control+k')
  const palette = window.getByRole('dialog', { name: 'Aller à' })
  await palette.waitFor()
  await window.keyboard.type(letters)
  await palette.getByRole('menuitem', { name: command }).first().waitFor()
  for (let step = 0; step < 30; step++) {
    // The field keeps the focus: what is chosen is told by the option that it points at.
    const chosen = await palette.locator('[role=menuitem][data-focused]').allInnerTexts()
    if (chosen.some((text) => (typeof command === 'string' ? text.includes(command) : command.test(text)))) break
    await window.keyboard.press('ArrowDown')
  }
  await window.keyboard.press('Enter')
  await palette.waitFor({ state: 'hidden' })
}
