// GET /v1/check: does this number match something we published?

import * as z from 'zod'
import type { App } from '../app.ts'
import { type Candidate, check, type Evidence } from '../domain/check.ts'
import type { DefinedFigure } from '../domain/figure.ts'
import { quantityOf } from '../domain/observation.ts'
import { Problem } from '../domain/problem.ts'
import { display, type Quantity, sameNumber } from '../domain/quantity.ts'
import type { Source } from '../domain/source.ts'
import { credit } from '../domain/statement.ts'
import { figureOr404, unknownFigure } from '../http/not-found.ts'
import { open } from '../http/page.ts'
import { parameters, query } from '../http/parameters.ts'
import { reading } from '../http/reading.ts'
import { send } from '../http/send.ts'
import type { Press } from '../publish.ts'
import type { ReadRevision } from '../store/observations.ts'
import type { Store } from '../store/store.ts'
import { AsOf, asOfView } from '../views/as-of.ts'
import { FindingView, findingView } from '../views/check.ts'

const Check = z
  .object({
    as_of: AsOf,
    quoted: z
      .object({ figure: z.string(), display: z.string(), reference_date: z.string().nullable() })
      .describe('What was asked.'),
    ...FindingView.shape,
    also: z.array(FindingView).describe('Everything else that is true of it.'),
  })
  .meta({ id: 'Check' })

export function checkRoutes(app: App, press: Press) {
  app.get(
    '/v1/check',
    {
      schema: reading({
        operationId: 'check',
        summary: 'Whether a quoted number matches something published',
        description:
          'match: the number and its hedge; hedge_lost: the number with another hedge; superseded: it said so until it was changed; claimed_by_source: a source says so, another is preferred; other_date: it speaks for another day; other_scope: it counts others; unknown. The first that applies is `verdict`, all others are in `also`, each with the sentence that would be right. Without `reference_date`: the day of the current observation; what that does not explain is looked for on other days.',
        querystring: z.strictObject({
          figure: parameters.figure,
          value: parameters.value,
          ...query('qualifier', 'upper_value', 'reference_date', 'as_of').shape,
        }),
        answer: Check,
        formats: ['json'],
      }),
    },
    (request, reply) => {
      const { figure: figures, value, qualifier = 'exact', upper_value = null, reference_date, as_of } = request.query
      const { release, lasts } = open(press, request, { as_of }, [])
      const figure = oneFigure(press, figures, release.number)
      const quoted: Quantity = { value, qualifier, upper_value }
      if ((upper_value !== null) !== (qualifier === 'between') || (upper_value !== null && upper_value <= value)) {
        const detail = 'upper_value goes with qualifier between, and with it alone, and is greater than value.'
        throw new Problem('invalid_parameter', detail, [{ parameter: 'upper_value', detail }])
      }
      const asked = { quoted, reference_date, release: release.number }
      const evidence = evidenceFor(press, figure, asked)
      const near = check(quoted, evidence)
      const findings =
        near[0]?.verdict === 'unknown'
          ? check(quoted, { ...evidence, ...fartherAway(press, figure, { ...asked, ...evidence }) })
          : near
      const [verdict, ...also] = findings.map((finding) => findingView(press.store, finding, release.number))
      return send(request, reply, {
        release,
        lasts,
        formats: {
          json: () =>
            JSON.stringify({
              as_of: asOfView(release),
              quoted: { figure: figure.id, display: display(quoted), reference_date: evidence.reference_date },
              ...verdict,
              also,
            }),
        },
      })
    },
  )
}

function oneFigure(press: Press, figures: string[], release: number): DefinedFigure {
  unknownFigure(press, figures, release)
  const [figure, second] = figures
  if (figure !== undefined && second === undefined) return figureOr404(press, figure, release)
  const detail = `A quotation is of one figure; here are ${figures.length}.`
  throw new Problem('invalid_parameter', detail, [{ parameter: 'figure', detail }])
}

type Asked = { quoted: Quantity; reference_date: string | undefined; release: number }

/** What is published of the day that was asked for, and this number on other days and of others. */
function evidenceFor({ store }: Press, figure: DefinedFigure, asked: Asked): Evidence {
  const { quoted, release } = asked
  const { id, title } = figure
  const current = (reference_date_to: string | undefined) =>
    store.figures.current({ figures: [id], reference_date_to, after: 0, limit: 1 }, release)[0]?.observation ?? null
  const reference_date = asked.reference_date ?? current(undefined)?.reference_date ?? null
  const instead = current(reference_date ?? undefined)
  return {
    figure: id,
    title,
    reference_date,
    revisions:
      reference_date === null
        ? []
        : store.observations.revisions({ figure: id, reference_date }, release).map((one) => candidate(one, title)),
    otherDates: daysSaying(store, figure, { quoted, reference_date, release }),
    otherScopes: ofOtherScope(store, figure, { reference_date, release }).flatMap(({ figure: other, observation }) =>
      observation !== null && sameNumber(observation, quoted) ? [candidate(observation, other.title)] : [],
    ),
    instead: instead && candidate(instead, title),
  }
}

/**
 * Where a number may come from that nothing of its own day explains: the nearest day that had it once, or for which another
 * source has it, and any day of those who count others.
 */
function fartherAway(
  { store }: Press,
  figure: DefinedFigure,
  { quoted, reference_date, release }: Day,
): Pick<Evidence, 'revisions' | 'otherScopes'> {
  const days = store.observations.daysOf({ figure: figure.id, value: quoted.value }, release)
  const found = byDistance(
    days.map((day) => ({ figure: figure.id, reference_date: day })),
    reference_date,
  )
    .values()
    .map((key) => store.observations.revisions(key, release))
    .find((all) => [...all, ...all.slice(0, 1).flatMap(({ claims }) => claims)].some((one) => sameNumber(one, quoted)))
  return {
    revisions: (found ?? []).map((one) => candidate(one, figure.title)),
    otherScopes: ofOtherScope(store, figure, { reference_date, release }).flatMap(({ figure: other }) =>
      daysSaying(store, other, { quoted, reference_date, release }).slice(0, 1),
    ),
  }
}

/** A quotation, and the day it is held against; null where nothing is published. */
type Day = { quoted: Quantity; reference_date: string | null; release: number }

/** The other days for which a figure says this number, whatever its hedge; the nearest first. */
function daysSaying(store: Store, { id, title }: DefinedFigure, { quoted, reference_date, release }: Day): Candidate[] {
  const days = store.observations
    .saying({ figure: id, value: quoted.value }, release)
    .filter((one) => sameNumber(one, quoted) && one.reference_date !== reference_date)
  return byDistance(days, reference_date).map((one) => candidate(one, title))
}

function byDistance<T extends { reference_date: string }>(all: T[], from: string | null): T[] {
  if (from === null) return all
  const away = ({ reference_date }: T) => Math.abs(Date.parse(reference_date) - Date.parse(from))
  return all.toSorted((one, other) => away(one) - away(other))
}

/** Figures that differ in scope alone, each with what it says on that day, or said last before it. */
function ofOtherScope(store: Store, figure: DefinedFigure, asked: { reference_date: string | null; release: number }) {
  const { hostage_status, condition, population } = figure
  const reference_date_to = asked.reference_date ?? undefined
  const alike = { hostage_status, condition, population, reference_date_to, after: 0, limit: 1000 }
  return store.figures.current(alike, asked.release).filter(({ figure: other }) => other.scope !== figure.scope)
}

function candidate(revision: ReadRevision, title: string): Candidate {
  const { figure, reference_date, release, change_type, reason, claims, sources } = revision
  return {
    figure,
    title,
    reference_date,
    release,
    change_type,
    reason,
    quantity: quantityOf(revision),
    otherClaims: claims
      .filter(({ preferred }) => !preferred)
      .map(({ value, qualifier, upper_value, attributed_to, source }) => ({
        value,
        qualifier,
        upper_value,
        credit: credit({ attributed_to, publisher: (sources.get(source) as Source).publisher }),
      })),
  }
}
