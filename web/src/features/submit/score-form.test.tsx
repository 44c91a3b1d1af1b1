import { QueryClientProvider } from "@tanstack/react-query"
import { cleanup, render, screen } from "@testing-library/react"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, expect, test, vi } from "vitest"

import { makeQueryClient, type Leaderboard } from "@/shared/api"

import { ScoreForm } from "./score-form"

const BOARD = {
  id: "race",
  title: "Race",
  columns: [
    { name: "points", order: "descending", decimals: 0 },
    { name: "wins", order: "descending", decimals: 1 },
  ],
  windows: ["all-time", "weekly"],
  min_score: 0,
  max_score: null,
  metadata: {},
} as unknown as Leaderboard

const standing = (window: string, rank: number, before: number | null) =>
  `{"window":"${window}","season":1,"player":"ann","score":9223372036854775807,"scores":{},"rank":${String(rank)},"previous_rank":${String(before)},"previous_score":null,"improved":true,"total":2000,"percentile":99.9,"tier":"gold"}`

let answers: Response[]
let sent: string[]

beforeEach(() => {
  answers = []
  sent = []
  Element.prototype.scrollIntoView = vi.fn()
  vi.stubGlobal("fetch", (path: string, options: RequestInit) => {
    if (options.method !== "POST") return Promise.resolve(new Response('{"players":[]}'))
    sent.push(`${path} ${options.body as string}`)
    return Promise.resolve(answers.shift() ?? new Response("{}", { status: 500 }))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function open() {
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <ScoreForm board={BOARD} />
    </QueryClientProvider>,
  )
  const user = userEvent.setup()
  const fill = async (label: string, text: string) => {
    await user.clear(screen.getByLabelText(label))
    await user.type(screen.getByLabelText(label), text)
  }
  const submit = () => user.click(screen.getByRole("button", { name: "Submit" }))
  return { fill, submit }
}

const noteOf = (label: string) => {
  const field = screen.getByLabelText(label)
  return document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent
}

test("an empty form is refused at its fields, and nothing is sent", async () => {
  const { submit } = open()
  await submit()
  expect(noteOf("Player")).toBe("Who scores?")
  expect(noteOf("points")).toBe("A number is missing.")
  expect(noteOf("wins")).toBe("Left out, it counts as 0.")
  expect(sent).toEqual([])
})

test("a wrong number is told while it is typed", async () => {
  const { fill } = open()
  await fill("points", "-1")
  expect(noteOf("points")).toBe("At least 0.")
  await fill("wins", "0.55")
  expect(noteOf("wins")).toBe("At most 1 decimal.")
})

test("64 bits are sent to the last digit, and the new rank comes back", async () => {
  const { fill, submit } = open()
  const rest = `"other_windows":[${standing("weekly", 3, 3)}]`
  answers.push(new Response(`{"replayed":false,"entry":${standing("all-time", 4, 9)},${rest}}`))
  await fill("Player", "ann")
  await fill("points", "9223372036854775807")
  await submit()
  expect(sent[0]).toContain("/leaderboards/race/scores ")
  expect(sent[0]).toContain('"score":{"points":9223372036854775807}')
  await screen.findByText("up 5")
  expect(screen.getByText(/Now 9.223.372.036.854.775.807/)).toBeTruthy()
  expect(screen.getByText("Same rank as before")).toBeTruthy()
})

test("what the server refuses stands at its field, until that is changed", async () => {
  const { fill, submit } = open()
  const problem = {
    code: "unprocessable_score",
    detail: "too much",
    errors: [{ field: "score.wins", message: "'wins' would overflow." }],
  }
  answers.push(new Response(JSON.stringify(problem), { status: 422 }))
  await fill("Player", "ann")
  await fill("points", "5")
  await fill("wins", "7")
  await submit()
  await vi.waitFor(() => expect(noteOf("wins")).toBe("'wins' would overflow."))
  await fill("wins", "6")
  expect(noteOf("wins")).toBe("= 6.0")
})

test("another try of the same score has the same id, a changed one another", async () => {
  const { fill, submit } = open()
  await fill("Player", "ann")
  await fill("points", "5")
  await submit()
  await screen.findByRole("alert")
  await submit()
  await vi.waitFor(() => expect(sent).toHaveLength(2))
  expect(sent[1]).toBe(sent[0])
  await fill("points", "6")
  await submit()
  await vi.waitFor(() => expect(sent).toHaveLength(3))
  const id = (body: string | undefined) => /"submission_id":"([^"]+)"/.exec(body ?? "")?.[1]
  expect(id(sent[2])).not.toBe(id(sent[0]))
})
