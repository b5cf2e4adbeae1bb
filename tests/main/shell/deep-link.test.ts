import { expect, test } from 'vitest'
import { findDeepLink, parseDeepLink } from '../../../src/main/shell/deep-link.ts'

const id = '01J8ZQ4V6N7XKQ2M3B4C5D6E7F'

test('[S23] a link to a job is understood', () => {
  expect(parseDeepLink(`rpma://job/${id}`)).toEqual({ kind: 'job', id })
})

const invitation = `rpma://pair?r=ws%3A%2F%2F192.168.1.20%3A4455&s=${'ab'.repeat(32)}&k=${'A'.repeat(22)}`

test('an invitation is understood, and handed on as it is', () => {
  expect(parseDeepLink(invitation)).toEqual({ kind: 'pair', url: invitation })
  const withSlash = invitation.replace('pair?', 'pair/?')
  expect(findDeepLink(['rpma', withSlash])).toEqual({ kind: 'pair', url: withSlash })
})

test.each([
  'rpma://pair',
  'rpma://pair?r=ws%3A%2F%2F192.168.1.20%3A4455',
  `${invitation}&x=1`,
  `${invitation}#x`,
  invitation.replace('ws%3A', 'javascript%3A'),
  invitation.replace('rpma:', 'https:'),
  invitation.replace('192.168.1.20', 'a'.repeat(600)),
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
