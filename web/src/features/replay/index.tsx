import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { Link } from "wouter"

import { seasonsQuery, useLeaderboard, windowNames, type Leaderboard } from "@/shared/api"
import { iconOf, seasonLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address, useQueryState, wholeOf } from "@/shared/url"
import { BackIcon, Failure, Message, usePageTitle } from "@/shared/ui"

import { Cinema, CinemaBones } from "./cinema"
import { PlaceChoice } from "./place-choice"
import { useRecording } from "./use-recording"

import type { Season } from "@/shared/api"

/** A season of a leaderboard, played back from the journal. */
export default function ReplayScreen({ id }: { id: string }) {
  const t = useTranslate()
  const { data, error, refetch } = useLeaderboard(id)
  if (data) return <Replay board={data} />
  if (!error) return <CinemaBones heading />
  return (
    <Failure
      error={error}
      retry={() => void refetch()}
      missing={t("state.notfound.board", { id })}
    />
  )
}

function Replay({ board }: { board: Leaderboard }) {
  const t = useTranslate()
  const { get, set } = useQueryState()
  const windows = windowNames(board)
  const window = get("window") ?? windows[0] ?? "all-time"
  const season = wholeOf(get("season"))
  const place = useMemo(
    () => ({ leaderboard: board.id, window, season }),
    [board.id, window, season],
  )
  const seasons = useQuery(seasonsQuery(board.id, window))
  const loaded = useRecording(board, place)
  usePageTitle(t("replay.of", { title: board.title }))
  const choose = (chosen: string, number: number | null) =>
    set({ window: chosen === windows[0] ? null : chosen, season: number, at: null })

  const isEmpty = loaded.total === 0 || (loaded.isWhole && loaded.count === 0)
  const shown = seasons.data?.find(({ number }) => number === loaded.season)
  return (
    <>
      <Heading board={board} window={window} season={season} />
      <PlaceChoice
        windows={windows}
        window={window}
        season={season}
        seasons={seasons.data}
        onChoose={choose}
      />
      {isEmpty ? (
        <Nothing board={board} window={window} seasons={seasons.data} onChoose={choose} />
      ) : loaded.error && loaded.count === 0 ? (
        <Failure error={loaded.error} retry={loaded.retry} missing={t("state.notfound.season")} />
      ) : loaded.timeline && !seasons.isPending ? (
        <Cinema
          key={`${window} ${season ?? ""}`}
          board={board}
          loaded={loaded}
          players={shown?.total ?? null}
          start={wholeOf(get("at")) ?? null}
          onPlace={(at) => set({ at })}
        />
      ) : (
        <CinemaBones />
      )}
    </>
  )
}

type HeadingProps = { board: Leaderboard; window: string; season: number | undefined }

function Heading({ board, window, season }: HeadingProps) {
  const t = useTranslate()
  const icon = iconOf(board)
  const back = address.leaderboard(board.id, { window, season: season ?? null })
  return (
    <div className="flex items-center gap-2 pt-2 pb-4 md:pt-6">
      <Link href={back} className="icon-button -ml-3 shrink-0" aria-label={t("replay.board")}>
        <BackIcon size={22} />
      </Link>
      <h1 className="display min-w-0 text-2xl text-balance md:text-4xl" dir="auto">
        {icon && (
          <span className="mr-2" aria-hidden="true">
            {icon}
          </span>
        )}
        {board.title} <span className="text-faint">{t("replay.title")}</span>
      </h1>
    </div>
  )
}

type NothingProps = {
  board: Leaderboard
  window: string
  seasons: Season[] | undefined
  onChoose: (window: string, season: number | null) => void
}

/** A season in which nobody scored: says so, and offers one in which somebody did. */
function Nothing({ board, window, seasons = [], onChoose }: NothingProps) {
  const t = useTranslate()
  const other = seasons.find(({ total }) => total > 0)
  return (
    <Message title={t("replay.empty.title")}>
      <p>{t("replay.empty.text")}</p>
      <span className="flex flex-wrap justify-center gap-3">
        {other && (
          <button
            type="button"
            className="button"
            data-strong
            onClick={() => onChoose(window, other.status === "open" ? null : other.number)}
          >
            {t("replay.empty.other", { season: seasonLabel(window, other, t) })}
          </button>
        )}
        <Link href={address.leaderboard(board.id)} className="button">
          {t("replay.empty.board")}
        </Link>
      </span>
    </Message>
  )
}
