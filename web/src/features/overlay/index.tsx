import { Loading } from "@/shared/ui"

/** Being built. */
export default function OverlayScreen({ id: _id }: { id: string }) {
  return <Loading />
}
