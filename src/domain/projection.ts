// What follows from a release: the definitions in force, the revisions with their quantities, and which observation is
// current for each figure from then on. The tables of the store hold exactly this and nothing else.

import type * as z from 'zod'
import { restatedKeys } from './changes.ts'
import { type DefinedFigure, Figure } from './figure.ts'
import { type ReleasedObservation, type Revision, weigh } from './observation.ts'
import { Identity, type StatedIdentity } from './reconciliation.ts'
import type { Release } from './release.ts'
import { isRedefined } from './revision-rules.ts'
import { Source, type StatedSource } from './source.ts'
import type { State } from './state.ts'

/** The observation that is current for a figure from a release on; nulls when all of them are retracted. */
export type Current = {
  figure: string
  release: number
  reference_date: string | null
  revision: number | null
  /** Where its revision stands among all. */
  position: number | null
}

/** How much a release holds, and where the data end as of it: the newest reference date among current observations. */
export type Totals = {
  release: number
  figures: number
  sources: number
  observations: number
  identities: number
  newest_reference_date: string | null
}

/** Everything a release adds to what is known. */
export type Projection = {
  figures: DefinedFigure[]
  sources: StatedSource[]
  identities: StatedIdentity[]
  /** By figure and reference date: the order of changes within a release. */
  revisions: Revision[]
  currents: Current[]
  totals: Totals
}

/** Where the thing at an index of a release stands among all of its kind. */
const positionIn = (release: number, index: number) => release * 1_000_000 + index

/** Projects a release that keeps the rules onto the state before it. */
export function project(release: Release, before: State): Projection {
  const { number } = release
  // What is said again unchanged adds nothing to what is known.
  const stated = <T extends { id: string }, S extends { position: number }>(
    schema: z.ZodObject,
    list: T[],
    known: (id: string) => S | undefined,
  ) =>
    list
      .map((item, index) => ({
        ...item,
        release: number,
        position: known(item.id)?.position ?? positionIn(number, index),
      }))
      .filter((item) => restatedKeys(schema, item, known(item.id))?.length !== 0)
  const figures = stated(Figure, release.figures, before.figure).map((figure) => ({
    ...figure,
    definition_version: (before.figure(figure.id)?.definition_version ?? 1) + (isRedefined(figure, before) ? 1 : 0),
  }))
  const restated = new Map(figures.map((figure) => [figure.id, figure]))
  const defined = (id: string) => (restated.get(id) ?? before.figure(id)) as DefinedFigure
  const revisions: Revision[] = []
  const currents: Current[] = []
  for (const observations of byFigure(release.observations)) {
    const figure = (observations[0] as ReleasedObservation).figure
    const version = defined(figure).definition_version
    const series = projectSeries(observations, { number, version, before, first: revisions.length })
    revisions.push(...series.revisions)
    const { reference_date = null, revision = null, position = null } = series.current ?? {}
    currents.push({ figure, release: number, reference_date, revision, position })
  }
  return {
    figures,
    sources: stated(Source, release.sources, before.source),
    identities: stated(Identity, release.identities, before.identity),
    revisions,
    currents,
    totals: {
      release: number,
      figures: release.figures.length,
      sources: release.sources.length,
      observations: release.observations.length,
      identities: release.identities.length,
      newest_reference_date: newestReferenceDate(currents, before),
    },
  }
}

function newestReferenceDate(currents: Current[], before: State): string | null {
  const newest = (dates: (string | null | undefined)[]) =>
    dates.reduce<string>((max, date) => (date && date > max ? date : max), '')
  const was = before.head?.newest_reference_date
  const here = newest(currents.map((current) => current.reference_date))
  const lost =
    was != null && here < was && currents.some(({ figure }) => before.current(figure)?.reference_date === was)
  return newest([here, lost ? before.newestReferenceDate(currents.map(({ figure }) => figure)) : was]) || null
}

function byFigure(observations: ReleasedObservation[]): ReleasedObservation[][] {
  const groups = new Map<string, ReleasedObservation[]>()
  for (const observation of observations) {
    const group = groups.get(observation.figure)
    if (group === undefined) groups.set(observation.figure, [observation])
    else group.push(observation)
  }
  const ascending = (one: string, other: string) => (one < other ? -1 : 1)
  return [...groups.entries()]
    .sort(([one], [other]) => ascending(one, other))
    .map(([, group]) => group.sort((one, other) => ascending(one.reference_date, other.reference_date)))
}

function projectSeries(
  observations: ReleasedObservation[],
  context: { number: number; version: number; before: State; first: number },
) {
  const { number, version, before, first } = context
  const figure = (observations[0] as ReleasedObservation).figure
  const revisions: Revision[] = []
  const retracted = new Set<string>()
  let current = before.current(figure)

  /** What a figure says instead of its current observation, once that is retracted. */
  const instead = (date: string): Revision | undefined => {
    let earlier = before.current(figure, date)
    while (earlier !== undefined && retracted.has(earlier.reference_date))
      earlier = before.current(figure, earlier.reference_date)
    const here = revisions.findLast((revision) => revision.change_type !== 'retracted')
    return here !== undefined && here.reference_date >= (earlier?.reference_date ?? '') ? here : earlier
  }

  for (const observation of observations) {
    const { change_type, reference_date } = observation
    // The rules see to it that nothing was said before of what begins: it need not be looked for.
    const begins = change_type === 'new' || change_type === 'backfilled'
    const earlier = begins ? undefined : before.observation(figure, reference_date)
    const replaced = earlier ?? (change_type === 'new' ? current : undefined)
    const revision: Revision = {
      ...observation,
      revision: (earlier?.revision ?? 0) + 1,
      release: number,
      position: positionIn(number, first + revisions.length),
      ...weigh(observation.claims),
      definition_version: version,
      replaced:
        replaced === undefined ? null : { reference_date: replaced.reference_date, revision: replaced.revision },
    }
    if (revision.change_type === 'retracted') {
      retracted.add(revision.reference_date)
      if (current?.reference_date === revision.reference_date) current = instead(revision.reference_date)
    } else if (current === undefined || revision.reference_date >= current.reference_date) {
      current = revision
    }
    revisions.push(revision)
  }
  return { revisions, current }
}
