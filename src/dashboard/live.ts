// The script of the page, as it is served. It listens to the stream of changes and replaces <main> when a release is
// published. A wall must never show an old number as if it were new, so it listens with `fetch`, not with EventSource:
// that hides the server's heartbeat, and a connection that has died silently would look like one on which nothing happens.

export const script = `const main = document.querySelector('main')
const notice = document.querySelector('[role=status]')
const pinned = 'pinned' in main.dataset
const stream = { Accept: 'text/event-stream' }
let release = Number(main.dataset.release)
let heard = new Date()
let silent = false

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const count = (number, one, more) => number + ' ' + (number === 1 ? one : more)

function say(text, link) {
  notice.textContent = text
  notice.toggleAttribute('data-silent', silent)
  if (link === undefined) return
  const anchor = document.createElement('a')
  anchor.href = link.href
  anchor.textContent = link.text
  notice.append(' ', anchor)
}

// After the release that is shown: what was published while the page lay in a cache comes first.
async function listen() {
  const gone = new AbortController()
  let alive = Date.now()
  const watch = setInterval(() => Date.now() - alive > 45_000 && gone.abort(), 5_000)
  try {
    const address = pinned ? '/v1/changes' : '/v1/changes?since=' + release
    const answer = await fetch(address, { headers: stream, cache: 'no-store', signal: gone.signal })
    if (!answer.ok) return
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (true) {
      const { value, done } = await reader.read()
      if (done) return
      alive = Date.now()
      connected()
      const events = (text + value).split('\\n\\n')
      text = events.pop()
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (data !== undefined) await tell(JSON.parse(data))
      }
    }
  } finally {
    clearInterval(watch)
    gone.abort()
  }
}

function connected() {
  heard = new Date()
  if (!silent) return
  silent = false
  say('')
}

function watchSilence() {
  if (silent || Date.now() - heard.getTime() <= 60_000) return
  silent = true
  const time = heard.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  say('Not connected since ' + time + '; the figures may have changed.')
}

async function tell({ as_of, changes, more }) {
  const late = changes.filter((change) => change.backfilled).length
  const news = more === null ? count(changes.length - late, 'change', 'changes') : 'more than 1,000 changes'
  const past = late === 0 ? '' : ', and ' + count(late, 'past day', 'past days') + ' entered late'
  const what = 'Release ' + as_of.release + ' was published: ' + news + past + '.'
  say(what, { href: pinned ? '/' : '/?as_of=' + as_of.release, text: 'Show it' })
  if (pinned) return
  // All walls hear of a release in the same instant; they need not all ask for it in the same instant.
  await pause(Math.random() * 2_000)
  await show(as_of.release)
  say(what + ' This page shows it.', { href: '#changes', text: 'See what changed' })
}

// The address of the release, and not that of the page: a cache on the way may still hold the page before it.
async function show(number) {
  const answer = await fetch('/?as_of=' + number)
  if (!answer.ok) throw new Error('Release ' + number + ' cannot be read yet.')
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main')
  for (const words of fresh.querySelectorAll('.pinned')) words.remove()
  const restore = remember()
  main.replaceChildren(...fresh.childNodes)
  main.dataset.release = number
  release = number
  restore()
}

const controls = (place) => [...place.querySelectorAll('a, summary, select, button')]

// What the reader was looking at, had opened and had focused.
function remember() {
  const open = [...main.querySelectorAll('details[open]')].map(({ id }) => id)
  const seen = [...main.querySelectorAll('section[id], article[id]')].findLast((place) => place.getBoundingClientRect().top <= 0)
  const top = seen?.getBoundingClientRect().top
  const focused = main.contains(document.activeElement) ? document.activeElement : null
  const home = focused?.closest('[id]')
  const at = home ? controls(home).indexOf(focused) : -1
  return () => {
    for (const id of open) document.getElementById(id)?.setAttribute('open', '')
    const place = seen && document.getElementById(seen.id)
    if (place) window.scrollBy(0, place.getBoundingClientRect().top - top)
    const again = home && document.getElementById(home.id)
    const same = again && controls(again).find(({ textContent }) => textContent === focused.textContent)
    if (again) (same ?? controls(again)[at] ?? again).focus({ preventScroll: true })
  }
}

setInterval(watchSilence, 1_000)
while (true) {
  await listen().catch(() => {})
  await pause(3_000)
}
`
