import { Link, useLocation } from "wouter"

import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Message, PlayerPicker } from "@/shared/ui"

/** The way on from a player that there is nothing to tell of. */
export function OtherPlayer() {
  const t = useTranslate()
  const [, navigate] = useLocation()
  return (
    <div className="grid w-full max-w-sm gap-3 text-left">
      <PlayerPicker
        label={t("player.find")}
        onPick={({ player }) => navigate(address.player(player))}
      />
      <Link href={address.home()} className="button justify-center">
        {t("state.notfound.way")}
      </Link>
    </div>
  )
}

/** There is no such player: says so, and offers a way on. */
export function Unknown({ id }: { id: string }) {
  const t = useTranslate()
  return (
    <Message title={t("state.notfound.title")}>
      <p className="max-w-full wrap-anywhere">
        {t("state.notfound.player", { id: `\u2068${id}\u2069` })}
      </p>
      <OtherPlayer />
    </Message>
  )
}
