import { i as Stanza, n as Encrypter, r as identityToRecipient, t as Decrypter } from "./age-encryption.js";

export { Decrypter, Encrypter, Stanza, identityToRecipient };