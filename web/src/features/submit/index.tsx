import { useRef, useState, type KeyboardEvent } from "react"

import { useLeaderboards } from "@/shared/api"
import { compact } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { CloseIcon, PlayIcon, Segmented } from "@/shared/ui"

import { useSimulation } from "./api/simulation"
import { CrowdForm } from "./crowd"
import { ScoreForm } from "./score-form"

type Tab = "score" | "crowd"

/**
 * A drawer that submits and simulates, docked so that the leaderboard is seen to answer.
 * `leaderboard` is the one on the page; null where it is to be chosen.
 */
export default function DevDrawer({ leaderboard }: { leaderboard: string | null }) {
  const t = useTranslate()
  const [isOpen, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { data: simulation } = useSimulation()
  const isRunning = simulation?.running ?? false
  const close = () => {
    setOpen(false)
    requestAnimationFrame(() => opener.current?.focus())
  }
  if (isOpen) return <Drawer leaderboard={leaderboard} onClose={close} />
  return (
    <button
      ref={opener}
      type="button"
      onClick={() => setOpen(true)}
      aria-label={t("dev.open")}
      // Where the ranking takes all the width, it stands in the bar above and lies over no score.
      className="button no-print z-30 border border-line max-lg:absolute max-lg:top-2 max-lg:left-36 max-lg:min-h-12 lg:fixed lg:right-4 lg:bottom-4 lg:shadow-float"
    >
      <span className={isRunning ? "text-up" : "text-accent"}>
        <PlayIcon size={18} />
      </span>
      <span className="max-lg:hidden">{t("dev.open")}</span>
      {isRunning && (
        <span className="text-soft max-sm:hidden">{compact(simulation?.played ?? 0)}</span>
      )}
    </button>
  )
}

type Props = { leaderboard: string | null; onClose: () => void }

function Drawer({ leaderboard, onClose }: Props) {
  const t = useTranslate()
  const [tab, setTab] = useState<Tab>("score")
  const [chosen, setChosen] = useState<string | null>(null)
  const { data: boards } = useLeaderboards()
  const { data: simulation } = useSimulation()
  const id = leaderboard ?? chosen ?? boards?.[0]?.id
  const board = boards?.find((one) => one.id === id)
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === "Escape") onClose()
  }
  return (
    <aside
      aria-labelledby="dev-title"
      onKeyDown={onKeyDown}
      className="rise no-print fixed inset-x-0 bottom-0 z-30 grid max-h-[72dvh] gap-4 overflow-y-auto rounded-t-lg border border-line bg-panel p-5 shadow-float sm:inset-x-auto sm:right-4 sm:bottom-4 sm:max-h-[calc(100dvh-32px)] sm:w-[360px] sm:rounded-lg"
    >
      <header className="flex items-start gap-3">
        <div className="grow">
          <h2 id="dev-title" className="display text-xl">
            {t("dev.open")}
          </h2>
          <p className="label mt-1">{t("dev.note")}</p>
        </div>
        <button
          type="button"
          autoFocus
          className="icon-button -mt-2 -mr-2"
          aria-label={t("app.close")}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      {leaderboard === null && boards && (
        <label className="grid gap-1 text-sm">
          <span className="font-medium text-soft">{t("dev.board")}</span>
          <select
            value={id}
            onChange={({ target }) => setChosen(target.value)}
            className="h-11 w-full cursor-pointer rounded-md border border-line bg-ink px-3"
          >
            {boards.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="[&>fieldset]:bg-ink [&_label]:grow [&_label]:text-center">
        <Segmented
          label={t("dev.tabs")}
          value={tab}
          options={[
            { value: "score", label: t("dev.tab.score") },
            { value: "crowd", label: t("dev.tab.crowd") },
          ]}
          onChange={setTab}
        />
      </div>
      {board &&
        (tab === "score" ? (
          <ScoreForm key={board.id} board={board} />
        ) : (
          <CrowdForm key={board.id} board={board} simulation={simulation} />
        ))}
    </aside>
  )
}
