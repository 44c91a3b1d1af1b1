import { Problem } from "@/shared/api"

import type { Translate } from "@/shared/i18n"

/** What went wrong, in a sentence, also where the server said nothing or was not reached. */
export function troubleText(error: Error, t: Translate): string {
  if (error instanceof Problem && error.status === 0) return t("state.unreachable")
  return error.message || t("state.error")
}
