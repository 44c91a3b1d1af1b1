import { useMutation } from "@tanstack/react-query"

import { path, request } from "@/shared/api"
import { unscaled, type Numeric } from "@/shared/format"

import type { components } from "@/shared/api/schema"

type Told = components["schemas"]["StandingOut"]
/** A player's entry after a score, and where it stood before. */
export type Standing = Omit<Told, "score" | "scores" | "previous_score"> & {
  score: Numeric
  scores: Record<string, Numeric>
  previous_score: Numeric | null
}

/** What the server says of a score. */
export type Receipt = { replayed: boolean; entry: Standing | null; other_windows: Standing[] }

/** A number for each column that is not left out, scaled. */
export type Score = { name: string; value: bigint; decimals: number }[]

type Submission = { leaderboard: string; player: string; score: Score; id: string }

/** Sends a score. Its id makes another try of the same form count once. */
export const useSubmitScore = () =>
  useMutation({
    mutationFn: (submission: Submission) =>
      request<Receipt>(path("leaderboards", submission.leaderboard, "scores"), {
        method: "POST",
        json: bodyOf(submission),
      }),
  })

/** The body as text: `JSON.stringify` would take a 64-bit number through a float. */
export function bodyOf({ player, score, id }: Omit<Submission, "leaderboard">): string {
  const columns = score.map(
    ({ name, value, decimals }) => `${JSON.stringify(name)}:${unscaled(value, decimals)}`,
  )
  return `{"player":${JSON.stringify(player)},"score":{${columns.join(",")}},"submission_id":${JSON.stringify(id)}}`
}
