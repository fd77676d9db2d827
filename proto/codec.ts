/** Between protobufjs's classes, in which every field may be missing, and what decoding really gives. */

/** A decoded message: scalars, lists and maps are always there; a message field is null when not set. */
export type Decoded<P> = {
  [K in keyof P as K extends '$unknowns' ? never : K]-?: DecodedField<NonNullable<P[K]>>;
};

type DecodedField<V> = V extends Uint8Array
  ? Uint8Array
  : V extends (infer E)[]
    ? DecodedElement<E>[]
    : V extends object
      ? string extends keyof V
        ? V
        : Decoded<V> | null
      : V;

type DecodedElement<E> = E extends Uint8Array ? Uint8Array : E extends object ? Decoded<E> : E;

/** Encodes and decodes one kind of message. */
export interface Codec<P> {
  encode(message: P): Uint8Array;
  /** Throws if the bytes are not such a message. */
  decode(bytes: Uint8Array): Decoded<P>;
}

interface MessageClass<P> {
  encode(message: P): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

export function codec<P>(type: MessageClass<P>): Codec<P> {
  return {
    encode: (message) => type.encode(message).finish(),
    decode: (bytes) => type.decode(bytes) as Decoded<P>,
  };
}
