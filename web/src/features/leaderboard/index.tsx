import { useLeaderboard } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { Failure } from "@/shared/ui"

import { Board } from "./board"
import { BoardBones } from "./board-bones"

import type { ReactNode } from "react"

type Props = {
  id: string
  /** What the app puts beside the ranking: the panel to submit and simulate, in dev mode. */
  panel?: ReactNode
}

/** One leaderboard, moving. */
export function LeaderboardScreen({ id, panel }: Props) {
  const t = useTranslate()
  const { data, error, refetch } = useLeaderboard(id)
  if (data) return <Board board={data} panel={panel} />
  if (!error) return <BoardBones />
  return (
    <Failure
      error={error}
      retry={() => void refetch()}
      missing={t("state.notfound.board", { id })}
    />
  )
}
