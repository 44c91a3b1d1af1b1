import { parseJson } from "./json"

type FieldProblem = { field: string; message: string }

/** What the API refuses, as RFC 9457 says it; status 0 where the server was not reached. */
export class Problem extends Error {
  override readonly name = "Problem"

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
    /** Seconds that the server asks to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail || title)
  }

  /** What is wrong with one field of the request, if anything. */
  about(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message
  }
}

/** True where nothing is there under that name: asking again changes nothing. */
export function isNotFound(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 404
}

/** A clear no, that stands until someone changes what was asked for; not that one is to wait. */
export function isRefused(error: unknown): error is Problem {
  return (
    error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429
  )
}

/** A refusal as a Problem, also where something between here and the server wrote it. */
export async function problemOf(response: Response): Promise<Problem> {
  const wait = response.headers.get("retry-after")
  const retryAfter = wait === null ? null : Number(wait) || 1
  try {
    const told = parseJson<Partial<Problem>>(await response.text())
    const { code = "unknown", title = response.statusText, detail = "", errors = [] } = told
    return new Problem(response.status, code, title, detail, errors, retryAfter)
  } catch {
    return new Problem(response.status, "unknown", response.statusText, "", [], retryAfter)
  }
}

/** For `refetchInterval`: ask again so often, until the answer is a clear no. */
export const untilRefused = (ms: number) => (query: { state: { error: Error | null } }) =>
  isRefused(query.state.error) ? false : ms
