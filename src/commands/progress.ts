// How far a long command is, for somebody who waits at a terminal.

const WIDTH = 30
/** Often enough to be seen moving, in milliseconds. */
const EVERY = 100

/** A stream that may be a terminal. */
export type Terminal = { isTTY?: boolean; write: (text: string) => unknown }

/** Hears how much of how much is done. */
export type Progress = (done: number, all: number) => void

/** A bar that is drawn over itself and wiped away at the end; nothing where nobody looks. */
export function progressBar(what: string, stream: Terminal = process.stderr): Progress {
  if (stream.isTTY !== true) return () => {}
  let drawn = Number.NEGATIVE_INFINITY
  return (done, all) => {
    if (done < all && performance.now() - drawn < EVERY) return
    drawn = performance.now()
    const full = Math.round((done / all) * WIDTH)
    const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`
    stream.write(
      done < all ? `\r${what} ${bar} ${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')}` : '\r\x1b[K',
    )
  }
}
