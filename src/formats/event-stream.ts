// Server-sent events, as browsers read them (HTML standard, section 9.2): one event for each release, whose id is its
// number, so that a reader who was cut off goes on where it was.

/** An event with JSON as its data; without data it only moves the id on. */
export function event(id: number, data?: object): string {
  const lines = data === undefined ? '' : `event: release\ndata: ${JSON.stringify(data)}\n`
  return `id: ${id}\n${lines}\n`
}

/** What a stream begins with: how soon to come back when it breaks off, in milliseconds. */
export const opening = 'retry: 3000\n\n'

/** A line that says nothing, so that nobody between thinks the connection dead. */
export const heartbeat = ': still here\n\n'
