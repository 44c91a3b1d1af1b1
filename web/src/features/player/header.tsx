import { useLocation } from "wouter"

import { countryName } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"
import { address } from "@/shared/url"
import { Avatar, Bone, CheckIcon, PlayerPicker } from "@/shared/ui"

import type { Player } from "@/shared/api"

/** A name with more signs than this is set smaller: it can have 64. */
const LONG = 24

/** Who it is, and what one can do with them. */
export function PlayerHeader({ player }: { player: Player }) {
  const name = player.display_name || player.player
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-4 pt-4 pb-6 md:pt-8">
      <Avatar id={player.player} name={name} url={player.avatar_url} size={88} />
      <div className="min-w-0 grow basis-60">
        <h1
          className={`display leading-tight wrap-anywhere ${name.length > LONG ? "text-2xl md:text-3xl" : "text-3xl md:text-5xl"}`}
          dir="auto"
        >
          {name}
        </h1>
        <p className="mt-1 flex min-w-0 flex-wrap items-baseline gap-x-3 text-sm text-soft">
          {player.country && <span>{countryName(player.country)}</span>}
          <bdi className="min-w-0 truncate text-faint" dir="auto">
            {player.username ? `@${player.username}` : player.player}
          </bdi>
        </p>
      </div>
      <Actions player={player} />
    </div>
  )
}

function Actions({ player }: { player: Player }) {
  const t = useTranslate()
  const [, navigate] = useLocation()
  const you = usePreferences((preferences) => preferences.you)
  const setYou = usePreferences((preferences) => preferences.setYou)
  const isYou = you === player.player
  const compare = (other: string) => navigate(address.compare(player.player, other))
  return (
    <div className="flex w-full flex-wrap items-center gap-3 md:w-auto">
      {isYou ? (
        <button
          type="button"
          className="button text-accent!"
          title={t("player.notme")}
          onClick={() => setYou(null)}
        >
          <CheckIcon size={16} />
          {t("player.you")}
        </button>
      ) : (
        <button type="button" className="button" onClick={() => setYou(player.player)}>
          {t("player.me")}
        </button>
      )}
      {you !== null && !isYou && (
        <button type="button" className="button" onClick={() => compare(you)}>
          {t("player.compare.you")}
        </button>
      )}
      <div className="min-w-0 grow basis-48 md:w-60 md:grow-0">
        <PlayerPicker label={t("player.compare")} onPick={(other) => compare(other.player)} />
      </div>
    </div>
  )
}

/** The head before the player is known, as tall as it will be. */
export function HeaderBones() {
  return (
    <div
      aria-hidden="true"
      className="flex flex-wrap items-center gap-x-6 gap-y-4 pt-4 pb-6 md:pt-8"
    >
      <Bone className="size-[88px] rounded-full" />
      <div className="grow basis-60">
        <Bone className="h-10 w-72 max-w-full" />
        <Bone className="mt-3 h-4 w-40" />
      </div>
      <Bone className="h-10 w-full md:w-96" />
    </div>
  )
}
