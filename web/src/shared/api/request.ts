import { parseJson } from "./json"
import { Problem, problemOf } from "./problem"

const BASE = "/api/v1"

type Value = string | number | boolean | null | undefined
type Options = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  query?: Record<string, Value>
  body?: unknown
  /** A body that is JSON already: numbers of 64 bits do not survive `JSON.stringify`. */
  json?: string
  signal?: AbortSignal
}

/** One request to the API: the answer as JSON, digits kept, or a Problem. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const response = await answer(path, options)
  if (!response.ok) throw await problemOf(response)
  return response.status === 204 ? (undefined as T) : parseJson<T>(await response.text())
}

/** A path below the API's base from parts that may hold any character. */
export function path(...parts: string[]): string {
  return `${BASE}/${parts.map(encodeURIComponent).join("/")}`
}

/** A query string of what is given; null and undefined are left out. */
export function queryOf(query: Record<string, Value> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text && `?${text}`
}

async function answer(
  path: string,
  { method, query, body, json, signal }: Options,
): Promise<Response> {
  const text = json ?? (body === undefined ? undefined : JSON.stringify(body))
  try {
    return await fetch(path + queryOf(query), {
      method: method ?? "GET",
      ...(signal && { signal }),
      ...(text !== undefined && {
        body: text,
        headers: { "content-type": "application/json" },
      }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem(0, "unreachable", "Unreachable", "")
  }
}
