// GET /v1/check: does this number match something we published?

import * as z from 'zod'
import type { App } from '../app.ts'
import { type Candidate, check, type Evidence } from '../domain/check.ts'
import type { DefinedFigure } from '../domain/figure.ts'
import { quantityOf } from '../domain/observation.ts'
import { Problem } from '../domain/problem.ts'
import { display, type Quantity } from '../domain/quantity.ts'
import type { Source } from '../domain/source.ts'
import { credit } from '../domain/statement.ts'
import { figureOr404, unknownFigure } from '../http/not-found.ts'
import { open } from '../http/page.ts'
import { parameters, query } from '../http/parameters.ts'
import { reading } from '../http/reading.ts'
import { send } from '../http/send.ts'
import type { Press } from '../publish.ts'
import type { ReadRevision } from '../store/observations.ts'
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
          'match: the number and its hedge; hedge_lost: the number with another hedge; superseded: it said so until it was changed; claimed_by_source: a source says so, another is preferred; other_date: it speaks for another day; other_scope: it counts others; unknown. The first that applies is `verdict`, all others are in `also`, each with the sentence that would be right. Without `reference_date`: the day of the current observation.',
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
      const evidence = evidenceFor(press, figure, { quoted, reference_date, release: release.number })
      const [verdict, ...also] = check(quoted, evidence).map((finding) =>
        findingView(press.store, finding, release.number),
      )
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

/** Everything published that a quotation may have come from. */
function evidenceFor(
  { store }: Press,
  figure: DefinedFigure,
  asked: { quoted: Quantity; reference_date: string | undefined; release: number },
): Evidence {
  const { quoted, release } = asked
  const { id, title, hostage_status, condition, population } = figure
  const current = (reference_date_to: string | undefined) =>
    store.figures.current({ figures: [id], reference_date_to, after: 0, limit: 1 }, release)[0]?.observation ?? null
  const reference_date = asked.reference_date ?? current(undefined)?.reference_date ?? null
  const instead = current(reference_date ?? undefined)
  const away = (date: string) => Math.abs(Date.parse(date) - Date.parse(reference_date as string))
  const candidates = (revisions: ReadRevision[]) => revisions.map((revision) => candidate(revision, title))
  const sameNumber = ({ value, upper_value }: ReadRevision) =>
    value === quoted.value && upper_value === quoted.upper_value
  return {
    figure: id,
    title,
    reference_date,
    revisions:
      reference_date === null ? [] : candidates(store.observations.revisions({ figure: id, reference_date }, release)),
    otherDates: candidates(
      store.observations
        .saying({ figure: id, value: quoted.value }, release)
        .filter((one) => sameNumber(one) && one.reference_date !== reference_date)
        .sort((one, other) => away(one.reference_date) - away(other.reference_date)),
    ),
    otherScopes: store.figures
      .current(
        {
          hostage_status,
          condition,
          population,
          reference_date_to: reference_date ?? undefined,
          after: 0,
          limit: 1000,
        },
        release,
      )
      .flatMap(({ figure: other, observation }) =>
        other.scope !== figure.scope && observation !== null && sameNumber(observation)
          ? [candidate(observation, other.title)]
          : [],
      ),
    instead: instead && candidate(instead, title),
  }
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
