// NDK as both programs use it: a signer, our relay, AUTH when asked.
import './older-node.mjs'
import NDK, { NDKPrivateKeySigner, NDKRelayAuthPolicies } from '@nostr-dev-kit/ndk'
import { relay } from './setting.mjs'

export const signer = NDKPrivateKeySigner.generate()
export const ndk = new NDK({ explicitRelayUrls: [relay], signer, enableOutboxModel: false })
ndk.relayAuthDefaultPolicy = NDKRelayAuthPolicies.signIn({ ndk })
await ndk.connect(5000)
export const me = await signer.user()

/** Calls for every event, and is done once what is stored has come. */
export function subscribe(filter, onevent) {
  return new Promise(resolve => {
    ndk.subscribe(filter, { closeOnEose: false, groupable: false }, { onEvent: onevent, onEose: resolve })
  })
}
