import { useLeaderboard } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { Failure } from "@/shared/ui"

import { Board } from "./board"
import { BoardBones } from "./board-bones"

import type { ReactNode } from "react"

type Props = {
  id: string
  /** What the app adds to the page's header: what can be done with this leaderboard. */
  actions?: ReactNode
}

/** One leaderboard, moving. */
export function LeaderboardScreen({ id, actions }: Props) {
  const t = useTranslate()
  const { data, error, refetch } = useLeaderboard(id)
  if (data) return <Board board={data} actions={actions} />
  if (!error) return <BoardBones />
  return (
    <Failure
      error={error}
      retry={() => void refetch()}
      missing={t("state.notfound.board", { id })}
    />
  )
}
