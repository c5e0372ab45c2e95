// GET /problems/{code}: what the type of a problem means.

import * as z from 'zod'
import type { App } from '../app.ts'
import { shown } from '../domain/draft.ts'
import { Problem, type ProblemCode } from '../domain/problem.ts'
import { query } from '../http/parameters.ts'
import { problems } from '../http/problems.ts'
import { limited } from '../http/reading.ts'

const Explanation = z
  .object({
    code: z.string().describe('The last part of the `type` of a problem.'),
    status: z.int().describe('The HTTP status it comes with.'),
    title: z.string().describe('The kind of problem, in a few words.'),
    explanation: z.string().describe('What it means and what to do about it.'),
  })
  .meta({ id: 'Explanation' })

export function problemRoutes(app: App) {
  app.get(
    '/problems/:code',
    {
      schema: {
        operationId: 'explainProblem',
        summary: 'What a kind of problem means',
        description: 'The address that `type` of a problem document leads to.',
        tags: ['operations'],
        querystring: query(),
        params: z.object({ code: z.string().describe('Code of a problem.').meta({ example: 'invalid_parameter' }) }),
        response: limited(
          { 200: { description: 'What it means.', content: { 'application/json': { schema: Explanation } } } },
          'invalid_parameter',
          'not_found',
          'internal',
        ),
      },
    },
    (request) => {
      const { code } = request.params
      if (!Object.hasOwn(problems, code)) {
        throw new Problem(
          'not_found',
          `No problem has the code ${shown(code)}; there are ${Object.keys(problems).join(', ')}.`,
        )
      }
      return { code, ...problems[code as ProblemCode] }
    },
  )
}
