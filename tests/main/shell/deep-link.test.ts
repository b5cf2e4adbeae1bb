import { expect, test } from 'vitest'
import { findDeepLink, parseDeepLink } from '../../../src/main/shell/deep-link.ts'

const id = '01J8ZQ4V6N7XKQ2M3B4C5D6E7F'

test('[S23] a link to a job is understood', () => {
  expect(parseDeepLink(`rpma://job/${id}`)).toEqual({ kind: 'job', id })
})

test.each([
  `rpma://job/${id}?delete=1`,
  `rpma://job/${id}#x`,
  `rpma://job/${id}/more`,
  `rpma://job/x/${id}`,
  `rpma://user@job/${id}`,
  `rpma://job:80/${id}`,
  `rpma://client/${id}`,
  `rpma://__proto__/${id}`,
  `rpma:job/${id}`,
  `https://job/${id}`,
  'rpma://job/',
  'rpma://job/01j8zq4v6n7xkq2m3b4c5d6e7f',
  `rpma://job/${'0'.repeat(500)}`,
  '',
])('[S23] %s is not', (link) => {
  expect(parseDeepLink(link)).toBe(undefined)
})

test('[S23] the link is found among the arguments of a second instance, whatever else they hold', () => {
  expect(findDeepLink(['/opt/rpma', '--flag', '.', `rpma://job/${id}`])).toEqual({ kind: 'job', id })
  expect(findDeepLink(['/opt/rpma', '--open=rpma://job/x', 'rpma://nothing'])).toBe(undefined)
})
