import { useTranslate } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"
import { address } from "@/shared/url"
import { Bone, Name, PlayerPicker } from "@/shared/ui"

import { CopyLink } from "./copy-link"
import { Neighbours } from "./neighbours"
import { Standing } from "./standing"
import { useGainCue } from "./use-gain-cue"
import { useYou, type You } from "./use-you"

import type { Leaderboard } from "@/shared/api"
import type { Live } from "@/shared/live"
import type { BoardPlace } from "../use-board-place"

type Props = { board: Leaderboard; state: BoardPlace; live: Live; isClosed: boolean }

/** Your place: rank, how far up, what is missing to the next, and who is around you. */
export function YouPanel({ board, state, live, isClosed }: Props) {
  const t = useTranslate()
  const setYou = usePreferences((preferences) => preferences.setYou)
  const you = useYou(state, live, isClosed)
  useGainCue(JSON.stringify([state.place, you?.id]), isClosed ? undefined : you?.entry?.rank)
  return (
    <section
      aria-labelledby="you-title"
      // On a phone the pinned row says the same, and the ranking is to be on the first screen.
      className={`panel p-5 ${you?.entry ? "max-sm:hidden" : ""}`}
    >
      <h2 id="you-title" className="label">
        {t("you.title")}
      </h2>
      {you ? (
        <>
          <Place board={board} you={you} state={state} live={live} />
          <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
            <CopyLink
              url={address.leaderboard(board.id, {
                window: state.window === state.windows[0] ? null : state.window,
                season: state.season ?? null,
                player: you.id,
              })}
            />
            <button
              type="button"
              className="ml-auto text-faint hover:text-text"
              onClick={() => setYou(null)}
            >
              {t("you.forget")}
            </button>
          </div>
        </>
      ) : (
        <div className="mt-2 grid gap-3">
          <p className="text-sm text-soft">{t("you.choose.text")}</p>
          {state.player !== null && (
            <button
              type="button"
              className="button min-w-0 justify-start"
              onClick={() => setYou(state.player)}
            >
              {t("you.this")}
              <bdi className="name font-normal text-soft">{nameOf(state.player, live)}</bdi>
            </button>
          )}
          <PlayerPicker
            isFloating={false}
            label={t("you.pick")}
            onPick={({ player }) => setYou(player)}
          />
        </div>
      )}
    </section>
  )
}

type PlaceProps = { board: Leaderboard; you: You; state: BoardPlace; live: Live }

function Place({ board, you, state, live }: PlaceProps) {
  const t = useTranslate()
  if (you.isLoading) return <Bone className="mt-2 h-12 w-40" />
  if (!you.entry)
    return (
      <p className="mt-2 text-soft">
        <Name player={you.id} className="font-medium text-text" />
        {t("you.none")}
      </p>
    )
  return (
    <>
      <Standing board={board} you={you} entry={you.entry} move={live.board?.moves[you.id]} />
      <Neighbours board={board} you={you} onJump={() => state.set({ player: you.id, at: null })} />
    </>
  )
}

/** The name of a player that the live feed tells of, else the id. */
function nameOf(player: string, live: Live): string {
  const told = live.board?.players[player]
  return (told?.rank != null && told.display_name) || player
}
