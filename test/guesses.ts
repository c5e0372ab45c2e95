import t from 'tap'
import { countGuesses } from '../src/http/guesses.ts'
import { noon } from './fixtures/press.ts'

const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000)

t.test('ten wrong keys in a minute are answered; then the address waits until the minute is over', (t) => {
  const guesses = countGuesses()
  for (let count = 0; count < 10; count++) {
    t.equal(guesses.wait('192.0.2.1', after(count)), 0)
    guesses.add('192.0.2.1', after(count))
  }
  t.equal(guesses.wait('192.0.2.1', after(10)), 50)
  t.equal(guesses.wait('192.0.2.1', after(59.5)), 1)
  t.equal(guesses.wait('192.0.2.2', after(10)), 0, 'another address does not')
  t.equal(guesses.wait('192.0.2.1', after(60)), 0)
  guesses.add('192.0.2.1', after(60))
  t.equal(guesses.wait('192.0.2.1', after(60)), 0, 'the next minute counts anew')
  t.end()
})

t.test('of many addresses only so many are remembered, and the first is forgotten first', (t) => {
  const guesses = countGuesses(3)
  for (const address of ['a', 'b', 'c']) for (let count = 0; count < 10; count++) guesses.add(address, noon)
  guesses.add('d', noon)
  t.equal(guesses.size(), 3)
  t.strictSame(
    ['a', 'b', 'c', 'd'].map((address) => guesses.wait(address, noon)),
    [0, 60, 60, 0],
  )
  for (let count = 0; count < 1000; count++) guesses.add(`address ${count}`, noon)
  t.equal(guesses.size(), 3)
  t.end()
})

t.test('an IPv6 address counts with all that share its first 64 bits, and IPv4 is one however it is written', (t) => {
  for (const [one, other, same] of [
    ['2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002::1', true],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['192.0.2.1', '::ffff:192.0.2.1', true],
    ['fe80::1%eth0', 'fe80::2', true],
    ['192.0.2.1', '192.0.2.2', false],
  ] as const) {
    const guesses = countGuesses()
    for (let count = 0; count < 10; count++) guesses.add(one, noon)
    t.equal(guesses.wait(other, noon) > 0, same, `${one} and ${other}`)
  }
  t.end()
})
