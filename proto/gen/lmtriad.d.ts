import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of an Any.
         * @deprecated Use google.protobuf.Any.$Properties instead.
         */
        interface IAny extends google.protobuf.Any.$Properties {
        }

        /** Represents an Any. */
        class Any {

            /**
             * Constructs a new Any.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Any.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Any type_url. */
            type_url: string;

            /** Any value. */
            value: Uint8Array;

            /**
             * Creates a new Any instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Any instance
             */
            static create(properties: google.protobuf.Any.$Shape): google.protobuf.Any & google.protobuf.Any.$Shape;
            static create(properties?: google.protobuf.Any.$Properties): google.protobuf.Any;

            /**
             * Encodes the specified Any message. Does not implicitly {@link google.protobuf.Any.verify|verify} messages.
             * @param message Any message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Any.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Any message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Any & google.protobuf.Any.$Shape} Any
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Any & google.protobuf.Any.$Shape;
        }

        namespace Any {

            /** Properties of an Any. */
            interface $Properties {

                /** Any type_url */
                type_url?: (string|null);

                /** Any value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Any. */
            type $Shape = google.protobuf.Any.$Properties;
        }
    }

    /** Namespace rpc. */
    namespace rpc {

        /**
         * Properties of a Status.
         * @deprecated Use google.rpc.Status.$Properties instead.
         */
        interface IStatus extends google.rpc.Status.$Properties {
        }

        /** Represents a Status. */
        class Status {

            /**
             * Constructs a new Status.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.Status.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Status code. */
            code: number;

            /** Status message. */
            message: string;

            /** Status details. */
            details: google.protobuf.Any.$Properties[];

            /**
             * Creates a new Status instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Status instance
             */
            static create(properties: google.rpc.Status.$Shape): google.rpc.Status & google.rpc.Status.$Shape;
            static create(properties?: google.rpc.Status.$Properties): google.rpc.Status;

            /**
             * Encodes the specified Status message. Does not implicitly {@link google.rpc.Status.verify|verify} messages.
             * @param message Status message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Status message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.Status & google.rpc.Status.$Shape} Status
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.Status & google.rpc.Status.$Shape;
        }

        namespace Status {

            /** Properties of a Status. */
            interface $Properties {

                /** Status code */
                code?: (number|null);

                /** Status message */
                message?: (string|null);

                /** Status details */
                details?: (google.protobuf.Any.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Status. */
            type $Shape = google.rpc.Status.$Properties;
        }
    }
}

/** Namespace lmtriad. */
export namespace lmtriad {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a BorrowWish.
         * @deprecated Use lmtriad.v1.BorrowWish.$Properties instead.
         */
        interface IBorrowWish extends lmtriad.v1.BorrowWish.$Properties {
        }

        /** Represents a BorrowWish. */
        class BorrowWish {

            /**
             * Constructs a new BorrowWish.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.BorrowWish.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BorrowWish until. */
            until: number;

            /** BorrowWish machine. */
            machine: string;

            /**
             * Creates a new BorrowWish instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BorrowWish instance
             */
            static create(properties: lmtriad.v1.BorrowWish.$Shape): lmtriad.v1.BorrowWish & lmtriad.v1.BorrowWish.$Shape;
            static create(properties?: lmtriad.v1.BorrowWish.$Properties): lmtriad.v1.BorrowWish;

            /**
             * Encodes the specified BorrowWish message. Does not implicitly {@link lmtriad.v1.BorrowWish.verify|verify} messages.
             * @param message BorrowWish message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.BorrowWish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BorrowWish message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.BorrowWish & lmtriad.v1.BorrowWish.$Shape} BorrowWish
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.BorrowWish & lmtriad.v1.BorrowWish.$Shape;
        }

        namespace BorrowWish {

            /** Properties of a BorrowWish. */
            interface $Properties {

                /** BorrowWish until */
                until?: (number|null);

                /** BorrowWish machine */
                machine?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BorrowWish. */
            type $Shape = lmtriad.v1.BorrowWish.$Properties;
        }

        /**
         * Properties of a BorrowToken.
         * @deprecated Use lmtriad.v1.BorrowToken.$Properties instead.
         */
        interface IBorrowToken extends lmtriad.v1.BorrowToken.$Properties {
        }

        /** Represents a BorrowToken. */
        class BorrowToken {

            /**
             * Constructs a new BorrowToken.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.BorrowToken.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BorrowToken lease. */
            lease: number;

            /** BorrowToken feature. */
            feature: string;

            /** BorrowToken version. */
            version: string;

            /** BorrowToken vendor. */
            vendor: string;

            /** BorrowToken count. */
            count: number;

            /** BorrowToken user. */
            user: string;

            /** BorrowToken host. */
            host: string;

            /** BorrowToken display. */
            display: string;

            /** BorrowToken machine. */
            machine: string;

            /** BorrowToken start. */
            start: number;

            /** BorrowToken end. */
            end: number;

            /**
             * Creates a new BorrowToken instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BorrowToken instance
             */
            static create(properties: lmtriad.v1.BorrowToken.$Shape): lmtriad.v1.BorrowToken & lmtriad.v1.BorrowToken.$Shape;
            static create(properties?: lmtriad.v1.BorrowToken.$Properties): lmtriad.v1.BorrowToken;

            /**
             * Encodes the specified BorrowToken message. Does not implicitly {@link lmtriad.v1.BorrowToken.verify|verify} messages.
             * @param message BorrowToken message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.BorrowToken.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BorrowToken message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.BorrowToken & lmtriad.v1.BorrowToken.$Shape} BorrowToken
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.BorrowToken & lmtriad.v1.BorrowToken.$Shape;
        }

        namespace BorrowToken {

            /** Properties of a BorrowToken. */
            interface $Properties {

                /** BorrowToken lease */
                lease?: (number|null);

                /** BorrowToken feature */
                feature?: (string|null);

                /** BorrowToken version */
                version?: (string|null);

                /** BorrowToken vendor */
                vendor?: (string|null);

                /** BorrowToken count */
                count?: (number|null);

                /** BorrowToken user */
                user?: (string|null);

                /** BorrowToken host */
                host?: (string|null);

                /** BorrowToken display */
                display?: (string|null);

                /** BorrowToken machine */
                machine?: (string|null);

                /** BorrowToken start */
                start?: (number|null);

                /** BorrowToken end */
                end?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BorrowToken. */
            type $Shape = lmtriad.v1.BorrowToken.$Properties;
        }

        /**
         * Properties of a SignedBorrow.
         * @deprecated Use lmtriad.v1.SignedBorrow.$Properties instead.
         */
        interface ISignedBorrow extends lmtriad.v1.SignedBorrow.$Properties {
        }

        /** Represents a SignedBorrow. */
        class SignedBorrow {

            /**
             * Constructs a new SignedBorrow.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.SignedBorrow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedBorrow token. */
            token: Uint8Array;

            /** SignedBorrow signature. */
            signature: Uint8Array;

            /** SignedBorrow publicKey. */
            publicKey: Uint8Array;

            /**
             * Creates a new SignedBorrow instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SignedBorrow instance
             */
            static create(properties: lmtriad.v1.SignedBorrow.$Shape): lmtriad.v1.SignedBorrow & lmtriad.v1.SignedBorrow.$Shape;
            static create(properties?: lmtriad.v1.SignedBorrow.$Properties): lmtriad.v1.SignedBorrow;

            /**
             * Encodes the specified SignedBorrow message. Does not implicitly {@link lmtriad.v1.SignedBorrow.verify|verify} messages.
             * @param message SignedBorrow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.SignedBorrow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedBorrow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.SignedBorrow & lmtriad.v1.SignedBorrow.$Shape} SignedBorrow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.SignedBorrow & lmtriad.v1.SignedBorrow.$Shape;
        }

        namespace SignedBorrow {

            /** Properties of a SignedBorrow. */
            interface $Properties {

                /** SignedBorrow token */
                token?: (Uint8Array|null);

                /** SignedBorrow signature */
                signature?: (Uint8Array|null);

                /** SignedBorrow publicKey */
                publicKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedBorrow. */
            type $Shape = lmtriad.v1.SignedBorrow.$Properties;
        }

        /**
         * Properties of a ReturnBorrowOperation.
         * @deprecated Use lmtriad.v1.ReturnBorrowOperation.$Properties instead.
         */
        interface IReturnBorrowOperation extends lmtriad.v1.ReturnBorrowOperation.$Properties {
        }

        /** Represents a ReturnBorrowOperation. */
        class ReturnBorrowOperation {

            /**
             * Constructs a new ReturnBorrowOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.ReturnBorrowOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReturnBorrowOperation borrow. */
            borrow?: (lmtriad.v1.SignedBorrow.$Properties|null);

            /**
             * Creates a new ReturnBorrowOperation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReturnBorrowOperation instance
             */
            static create(properties: lmtriad.v1.ReturnBorrowOperation.$Shape): lmtriad.v1.ReturnBorrowOperation & lmtriad.v1.ReturnBorrowOperation.$Shape;
            static create(properties?: lmtriad.v1.ReturnBorrowOperation.$Properties): lmtriad.v1.ReturnBorrowOperation;

            /**
             * Encodes the specified ReturnBorrowOperation message. Does not implicitly {@link lmtriad.v1.ReturnBorrowOperation.verify|verify} messages.
             * @param message ReturnBorrowOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.ReturnBorrowOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReturnBorrowOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.ReturnBorrowOperation & lmtriad.v1.ReturnBorrowOperation.$Shape} ReturnBorrowOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.ReturnBorrowOperation & lmtriad.v1.ReturnBorrowOperation.$Shape;
        }

        namespace ReturnBorrowOperation {

            /** Properties of a ReturnBorrowOperation. */
            interface $Properties {

                /** ReturnBorrowOperation borrow */
                borrow?: (lmtriad.v1.SignedBorrow.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReturnBorrowOperation. */
            type $Shape = lmtriad.v1.ReturnBorrowOperation.$Properties;
        }

        /**
         * Properties of a BorrowReturned.
         * @deprecated Use lmtriad.v1.BorrowReturned.$Properties instead.
         */
        interface IBorrowReturned extends lmtriad.v1.BorrowReturned.$Properties {
        }

        /** Represents a BorrowReturned. */
        class BorrowReturned {

            /**
             * Constructs a new BorrowReturned.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.BorrowReturned.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BorrowReturned lease. */
            lease: number;

            /** BorrowReturned index. */
            index: number;

            /**
             * Creates a new BorrowReturned instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BorrowReturned instance
             */
            static create(properties: lmtriad.v1.BorrowReturned.$Shape): lmtriad.v1.BorrowReturned & lmtriad.v1.BorrowReturned.$Shape;
            static create(properties?: lmtriad.v1.BorrowReturned.$Properties): lmtriad.v1.BorrowReturned;

            /**
             * Encodes the specified BorrowReturned message. Does not implicitly {@link lmtriad.v1.BorrowReturned.verify|verify} messages.
             * @param message BorrowReturned message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.BorrowReturned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BorrowReturned message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.BorrowReturned & lmtriad.v1.BorrowReturned.$Shape} BorrowReturned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.BorrowReturned & lmtriad.v1.BorrowReturned.$Shape;
        }

        namespace BorrowReturned {

            /** Properties of a BorrowReturned. */
            interface $Properties {

                /** BorrowReturned lease */
                lease?: (number|null);

                /** BorrowReturned index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BorrowReturned. */
            type $Shape = lmtriad.v1.BorrowReturned.$Properties;
        }

        /**
         * Properties of an Identity.
         * @deprecated Use lmtriad.v1.Identity.$Properties instead.
         */
        interface IIdentity extends lmtriad.v1.Identity.$Properties {
        }

        /** Represents an Identity. */
        class Identity {

            /**
             * Constructs a new Identity.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Identity.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Identity user. */
            user: string;

            /** Identity host. */
            host: string;

            /** Identity display. */
            display: string;

            /** Identity pid. */
            pid: number;

            /** Identity clientVersion. */
            clientVersion: string;

            /** Identity project. */
            project: string;

            /** Identity address. */
            address: string;

            /** Identity hostids. */
            hostids: string[];

            /**
             * Creates a new Identity instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Identity instance
             */
            static create(properties: lmtriad.v1.Identity.$Shape): lmtriad.v1.Identity & lmtriad.v1.Identity.$Shape;
            static create(properties?: lmtriad.v1.Identity.$Properties): lmtriad.v1.Identity;

            /**
             * Encodes the specified Identity message. Does not implicitly {@link lmtriad.v1.Identity.verify|verify} messages.
             * @param message Identity message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Identity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Identity message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Identity & lmtriad.v1.Identity.$Shape} Identity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Identity & lmtriad.v1.Identity.$Shape;
        }

        namespace Identity {

            /** Properties of an Identity. */
            interface $Properties {

                /** Identity user */
                user?: (string|null);

                /** Identity host */
                host?: (string|null);

                /** Identity display */
                display?: (string|null);

                /** Identity pid */
                pid?: (number|null);

                /** Identity clientVersion */
                clientVersion?: (string|null);

                /** Identity project */
                project?: (string|null);

                /** Identity address */
                address?: (string|null);

                /** Identity hostids */
                hostids?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Identity. */
            type $Shape = lmtriad.v1.Identity.$Properties;
        }

        /**
         * Properties of a SessionRequest.
         * @deprecated Use lmtriad.v1.SessionRequest.$Properties instead.
         */
        interface ISessionRequest extends lmtriad.v1.SessionRequest.$Properties {
        }

        /** Represents a SessionRequest. */
        class SessionRequest {

            /**
             * Constructs a new SessionRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.SessionRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionRequest operations. */
            operations: lmtriad.v1.Operation.$Properties[];

            /**
             * Creates a new SessionRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SessionRequest instance
             */
            static create(properties: lmtriad.v1.SessionRequest.$Shape): lmtriad.v1.SessionRequest & lmtriad.v1.SessionRequest.$Shape;
            static create(properties?: lmtriad.v1.SessionRequest.$Properties): lmtriad.v1.SessionRequest;

            /**
             * Encodes the specified SessionRequest message. Does not implicitly {@link lmtriad.v1.SessionRequest.verify|verify} messages.
             * @param message SessionRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.SessionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.SessionRequest & lmtriad.v1.SessionRequest.$Shape} SessionRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.SessionRequest & lmtriad.v1.SessionRequest.$Shape;
        }

        namespace SessionRequest {

            /** Properties of a SessionRequest. */
            interface $Properties {

                /** SessionRequest operations */
                operations?: (lmtriad.v1.Operation.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionRequest. */
            type $Shape = {
              operations?: lmtriad.v1.Operation.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a SessionResponse.
         * @deprecated Use lmtriad.v1.SessionResponse.$Properties instead.
         */
        interface ISessionResponse extends lmtriad.v1.SessionResponse.$Properties {
        }

        /** Represents a SessionResponse. */
        class SessionResponse {

            /**
             * Constructs a new SessionResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.SessionResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionResponse results. */
            results: lmtriad.v1.Result.$Properties[];

            /**
             * Creates a new SessionResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SessionResponse instance
             */
            static create(properties: lmtriad.v1.SessionResponse.$Shape): lmtriad.v1.SessionResponse & lmtriad.v1.SessionResponse.$Shape;
            static create(properties?: lmtriad.v1.SessionResponse.$Properties): lmtriad.v1.SessionResponse;

            /**
             * Encodes the specified SessionResponse message. Does not implicitly {@link lmtriad.v1.SessionResponse.verify|verify} messages.
             * @param message SessionResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.SessionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.SessionResponse & lmtriad.v1.SessionResponse.$Shape} SessionResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.SessionResponse & lmtriad.v1.SessionResponse.$Shape;
        }

        namespace SessionResponse {

            /** Properties of a SessionResponse. */
            interface $Properties {

                /** SessionResponse results */
                results?: (lmtriad.v1.Result.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionResponse. */
            type $Shape = {
              results?: lmtriad.v1.Result.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of an Operation.
         * @deprecated Use lmtriad.v1.Operation.$Properties instead.
         */
        interface IOperation extends lmtriad.v1.Operation.$Properties {
        }

        /** Represents an Operation. */
        class Operation {

            /**
             * Constructs a new Operation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Operation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Operation sequence. */
            sequence: number;

            /** Operation answeredBelow. */
            answeredBelow: number;

            /** Operation attach. */
            attach?: (lmtriad.v1.Attach.$Properties|null);

            /** Operation checkout. */
            checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

            /** Operation checkin. */
            checkin?: (lmtriad.v1.CheckinOperation.$Properties|null);

            /** Operation renew. */
            renew?: (lmtriad.v1.RenewOperation.$Properties|null);

            /** Operation cancel. */
            cancel?: (lmtriad.v1.CancelOperation.$Properties|null);

            /** Operation end. */
            end?: (lmtriad.v1.EndOperation.$Properties|null);

            /** Operation returnBorrow. */
            returnBorrow?: (lmtriad.v1.ReturnBorrowOperation.$Properties|null);

            /** Operation operation. */
            operation?: ("attach"|"checkout"|"checkin"|"renew"|"cancel"|"end"|"returnBorrow");

            /**
             * Creates a new Operation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Operation instance
             */
            static create(properties: lmtriad.v1.Operation.$Shape): lmtriad.v1.Operation & lmtriad.v1.Operation.$Shape;
            static create(properties?: lmtriad.v1.Operation.$Properties): lmtriad.v1.Operation;

            /**
             * Encodes the specified Operation message. Does not implicitly {@link lmtriad.v1.Operation.verify|verify} messages.
             * @param message Operation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Operation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Operation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Operation & lmtriad.v1.Operation.$Shape} Operation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Operation & lmtriad.v1.Operation.$Shape;
        }

        namespace Operation {

            /** Properties of an Operation. */
            interface $Properties {

                /** Operation sequence */
                sequence?: (number|null);

                /** Operation answeredBelow */
                answeredBelow?: (number|null);

                /** Operation attach */
                attach?: (lmtriad.v1.Attach.$Properties|null);

                /** Operation checkout */
                checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

                /** Operation checkin */
                checkin?: (lmtriad.v1.CheckinOperation.$Properties|null);

                /** Operation renew */
                renew?: (lmtriad.v1.RenewOperation.$Properties|null);

                /** Operation cancel */
                cancel?: (lmtriad.v1.CancelOperation.$Properties|null);

                /** Operation end */
                end?: (lmtriad.v1.EndOperation.$Properties|null);

                /** Operation returnBorrow */
                returnBorrow?: (lmtriad.v1.ReturnBorrowOperation.$Properties|null);

                /** Operation operation */
                operation?: ("attach"|"checkout"|"checkin"|"renew"|"cancel"|"end"|"returnBorrow");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Operation. */
            type $Shape = {
              sequence?: number|null;
              answeredBelow?: number|null;
              attach?: lmtriad.v1.Attach.$Shape|null;
              checkout?: lmtriad.v1.CheckoutOperation.$Shape|null;
              checkin?: lmtriad.v1.CheckinOperation.$Shape|null;
              renew?: lmtriad.v1.RenewOperation.$Shape|null;
              cancel?: lmtriad.v1.CancelOperation.$Shape|null;
              end?: lmtriad.v1.EndOperation.$Shape|null;
              returnBorrow?: lmtriad.v1.ReturnBorrowOperation.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ operation?: undefined; attach?: null; checkout?: null; checkin?: null; renew?: null; cancel?: null; end?: null; returnBorrow?: null }|{ operation?: "attach"; attach: lmtriad.v1.Attach.$Shape; checkout?: null; checkin?: null; renew?: null; cancel?: null; end?: null; returnBorrow?: null }|{ operation?: "checkout"; attach?: null; checkout: lmtriad.v1.CheckoutOperation.$Shape; checkin?: null; renew?: null; cancel?: null; end?: null; returnBorrow?: null }|{ operation?: "checkin"; attach?: null; checkout?: null; checkin: lmtriad.v1.CheckinOperation.$Shape; renew?: null; cancel?: null; end?: null; returnBorrow?: null }|{ operation?: "renew"; attach?: null; checkout?: null; checkin?: null; renew: lmtriad.v1.RenewOperation.$Shape; cancel?: null; end?: null; returnBorrow?: null }|{ operation?: "cancel"; attach?: null; checkout?: null; checkin?: null; renew?: null; cancel: lmtriad.v1.CancelOperation.$Shape; end?: null; returnBorrow?: null }|{ operation?: "end"; attach?: null; checkout?: null; checkin?: null; renew?: null; cancel?: null; end: lmtriad.v1.EndOperation.$Shape; returnBorrow?: null }|{ operation?: "returnBorrow"; attach?: null; checkout?: null; checkin?: null; renew?: null; cancel?: null; end?: null; returnBorrow: lmtriad.v1.ReturnBorrowOperation.$Shape })
            );
        }

        /**
         * Properties of an Attach.
         * @deprecated Use lmtriad.v1.Attach.$Properties instead.
         */
        interface IAttach extends lmtriad.v1.Attach.$Properties {
        }

        /** Represents an Attach. */
        class Attach {

            /**
             * Constructs a new Attach.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Attach.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Attach session. */
            session: string;

            /** Attach identity. */
            identity?: (lmtriad.v1.Identity.$Properties|null);

            /** Attach replaces. */
            replaces: string;

            /** Attach observe. */
            observe: boolean;

            /**
             * Creates a new Attach instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Attach instance
             */
            static create(properties: lmtriad.v1.Attach.$Shape): lmtriad.v1.Attach & lmtriad.v1.Attach.$Shape;
            static create(properties?: lmtriad.v1.Attach.$Properties): lmtriad.v1.Attach;

            /**
             * Encodes the specified Attach message. Does not implicitly {@link lmtriad.v1.Attach.verify|verify} messages.
             * @param message Attach message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Attach.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Attach message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Attach & lmtriad.v1.Attach.$Shape} Attach
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Attach & lmtriad.v1.Attach.$Shape;
        }

        namespace Attach {

            /** Properties of an Attach. */
            interface $Properties {

                /** Attach session */
                session?: (string|null);

                /** Attach identity */
                identity?: (lmtriad.v1.Identity.$Properties|null);

                /** Attach replaces */
                replaces?: (string|null);

                /** Attach observe */
                observe?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Attach. */
            type $Shape = lmtriad.v1.Attach.$Properties;
        }

        /**
         * Properties of a CheckoutOperation.
         * @deprecated Use lmtriad.v1.CheckoutOperation.$Properties instead.
         */
        interface ICheckoutOperation extends lmtriad.v1.CheckoutOperation.$Properties {
        }

        /** Represents a CheckoutOperation. */
        class CheckoutOperation {

            /**
             * Constructs a new CheckoutOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckoutOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckoutOperation feature. */
            feature: string;

            /** CheckoutOperation version. */
            version: string;

            /** CheckoutOperation count. */
            count: number;

            /** CheckoutOperation vendor. */
            vendor: string;

            /** CheckoutOperation queue. */
            queue: boolean;

            /** CheckoutOperation checkoutData. */
            checkoutData: Uint8Array;

            /** CheckoutOperation borrow. */
            borrow?: (lmtriad.v1.BorrowWish.$Properties|null);

            /**
             * Creates a new CheckoutOperation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckoutOperation instance
             */
            static create(properties: lmtriad.v1.CheckoutOperation.$Shape): lmtriad.v1.CheckoutOperation & lmtriad.v1.CheckoutOperation.$Shape;
            static create(properties?: lmtriad.v1.CheckoutOperation.$Properties): lmtriad.v1.CheckoutOperation;

            /**
             * Encodes the specified CheckoutOperation message. Does not implicitly {@link lmtriad.v1.CheckoutOperation.verify|verify} messages.
             * @param message CheckoutOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckoutOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckoutOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckoutOperation & lmtriad.v1.CheckoutOperation.$Shape} CheckoutOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckoutOperation & lmtriad.v1.CheckoutOperation.$Shape;
        }

        namespace CheckoutOperation {

            /** Properties of a CheckoutOperation. */
            interface $Properties {

                /** CheckoutOperation feature */
                feature?: (string|null);

                /** CheckoutOperation version */
                version?: (string|null);

                /** CheckoutOperation count */
                count?: (number|null);

                /** CheckoutOperation vendor */
                vendor?: (string|null);

                /** CheckoutOperation queue */
                queue?: (boolean|null);

                /** CheckoutOperation checkoutData */
                checkoutData?: (Uint8Array|null);

                /** CheckoutOperation borrow */
                borrow?: (lmtriad.v1.BorrowWish.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckoutOperation. */
            type $Shape = lmtriad.v1.CheckoutOperation.$Properties;
        }

        /**
         * Properties of a CheckinOperation.
         * @deprecated Use lmtriad.v1.CheckinOperation.$Properties instead.
         */
        interface ICheckinOperation extends lmtriad.v1.CheckinOperation.$Properties {
        }

        /** Represents a CheckinOperation. */
        class CheckinOperation {

            /**
             * Constructs a new CheckinOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckinOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckinOperation lease. */
            lease: number;

            /**
             * Creates a new CheckinOperation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckinOperation instance
             */
            static create(properties: lmtriad.v1.CheckinOperation.$Shape): lmtriad.v1.CheckinOperation & lmtriad.v1.CheckinOperation.$Shape;
            static create(properties?: lmtriad.v1.CheckinOperation.$Properties): lmtriad.v1.CheckinOperation;

            /**
             * Encodes the specified CheckinOperation message. Does not implicitly {@link lmtriad.v1.CheckinOperation.verify|verify} messages.
             * @param message CheckinOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckinOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckinOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckinOperation & lmtriad.v1.CheckinOperation.$Shape} CheckinOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckinOperation & lmtriad.v1.CheckinOperation.$Shape;
        }

        namespace CheckinOperation {

            /** Properties of a CheckinOperation. */
            interface $Properties {

                /** CheckinOperation lease */
                lease?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckinOperation. */
            type $Shape = lmtriad.v1.CheckinOperation.$Properties;
        }

        /**
         * Properties of a RenewOperation.
         * @deprecated Use lmtriad.v1.RenewOperation.$Properties instead.
         */
        interface IRenewOperation extends lmtriad.v1.RenewOperation.$Properties {
        }

        /** Represents a RenewOperation. */
        class RenewOperation {

            /**
             * Constructs a new RenewOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RenewOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenewOperation nonce. */
            nonce: number;

            /** RenewOperation idleSeconds. */
            idleSeconds: number;

            /**
             * Creates a new RenewOperation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RenewOperation instance
             */
            static create(properties: lmtriad.v1.RenewOperation.$Shape): lmtriad.v1.RenewOperation & lmtriad.v1.RenewOperation.$Shape;
            static create(properties?: lmtriad.v1.RenewOperation.$Properties): lmtriad.v1.RenewOperation;

            /**
             * Encodes the specified RenewOperation message. Does not implicitly {@link lmtriad.v1.RenewOperation.verify|verify} messages.
             * @param message RenewOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RenewOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenewOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RenewOperation & lmtriad.v1.RenewOperation.$Shape} RenewOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RenewOperation & lmtriad.v1.RenewOperation.$Shape;
        }

        namespace RenewOperation {

            /** Properties of a RenewOperation. */
            interface $Properties {

                /** RenewOperation nonce */
                nonce?: (number|null);

                /** RenewOperation idleSeconds */
                idleSeconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenewOperation. */
            type $Shape = lmtriad.v1.RenewOperation.$Properties;
        }

        /**
         * Properties of a CancelOperation.
         * @deprecated Use lmtriad.v1.CancelOperation.$Properties instead.
         */
        interface ICancelOperation extends lmtriad.v1.CancelOperation.$Properties {
        }

        /** Represents a CancelOperation. */
        class CancelOperation {

            /**
             * Constructs a new CancelOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CancelOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CancelOperation cancelledSequence. */
            cancelledSequence: number;

            /**
             * Creates a new CancelOperation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CancelOperation instance
             */
            static create(properties: lmtriad.v1.CancelOperation.$Shape): lmtriad.v1.CancelOperation & lmtriad.v1.CancelOperation.$Shape;
            static create(properties?: lmtriad.v1.CancelOperation.$Properties): lmtriad.v1.CancelOperation;

            /**
             * Encodes the specified CancelOperation message. Does not implicitly {@link lmtriad.v1.CancelOperation.verify|verify} messages.
             * @param message CancelOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CancelOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CancelOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CancelOperation & lmtriad.v1.CancelOperation.$Shape} CancelOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CancelOperation & lmtriad.v1.CancelOperation.$Shape;
        }

        namespace CancelOperation {

            /** Properties of a CancelOperation. */
            interface $Properties {

                /** CancelOperation cancelledSequence */
                cancelledSequence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CancelOperation. */
            type $Shape = lmtriad.v1.CancelOperation.$Properties;
        }

        /**
         * Properties of an EndOperation.
         * @deprecated Use lmtriad.v1.EndOperation.$Properties instead.
         */
        interface IEndOperation extends lmtriad.v1.EndOperation.$Properties {
        }

        /** Represents an EndOperation. */
        class EndOperation {

            /**
             * Constructs a new EndOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.EndOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new EndOperation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EndOperation instance
             */
            static create(properties: lmtriad.v1.EndOperation.$Shape): lmtriad.v1.EndOperation & lmtriad.v1.EndOperation.$Shape;
            static create(properties?: lmtriad.v1.EndOperation.$Properties): lmtriad.v1.EndOperation;

            /**
             * Encodes the specified EndOperation message. Does not implicitly {@link lmtriad.v1.EndOperation.verify|verify} messages.
             * @param message EndOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.EndOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EndOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.EndOperation & lmtriad.v1.EndOperation.$Shape} EndOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.EndOperation & lmtriad.v1.EndOperation.$Shape;
        }

        namespace EndOperation {

            /** Properties of an EndOperation. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EndOperation. */
            type $Shape = lmtriad.v1.EndOperation.$Properties;
        }

        /**
         * Properties of a Result.
         * @deprecated Use lmtriad.v1.Result.$Properties instead.
         */
        interface IResult extends lmtriad.v1.Result.$Properties {
        }

        /** Represents a Result. */
        class Result {

            /**
             * Constructs a new Result.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Result.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Result sequence. */
            sequence: number;

            /** Result failure. */
            failure?: (lmtriad.v1.Failure.$Properties|null);

            /** Result attached. */
            attached?: (lmtriad.v1.Attached.$Properties|null);

            /** Result granted. */
            granted?: (lmtriad.v1.Lease.$Properties|null);

            /** Result checkedIn. */
            checkedIn?: (lmtriad.v1.CheckedIn.$Properties|null);

            /** Result renewed. */
            renewed?: (lmtriad.v1.Renewed.$Properties|null);

            /** Result cancelled. */
            cancelled?: (lmtriad.v1.Cancelled.$Properties|null);

            /** Result ended. */
            ended?: (lmtriad.v1.Ended.$Properties|null);

            /** Result master. */
            master?: (lmtriad.v1.MasterNews.$Properties|null);

            /** Result queued. */
            queued?: (lmtriad.v1.Queued.$Properties|null);

            /** Result borrowReturned. */
            borrowReturned?: (lmtriad.v1.BorrowReturned.$Properties|null);

            /** Result result. */
            result?: ("failure"|"attached"|"granted"|"checkedIn"|"renewed"|"cancelled"|"ended"|"master"|"queued"|"borrowReturned");

            /**
             * Creates a new Result instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Result instance
             */
            static create(properties: lmtriad.v1.Result.$Shape): lmtriad.v1.Result & lmtriad.v1.Result.$Shape;
            static create(properties?: lmtriad.v1.Result.$Properties): lmtriad.v1.Result;

            /**
             * Encodes the specified Result message. Does not implicitly {@link lmtriad.v1.Result.verify|verify} messages.
             * @param message Result message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Result.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Result message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Result & lmtriad.v1.Result.$Shape} Result
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Result & lmtriad.v1.Result.$Shape;
        }

        namespace Result {

            /** Properties of a Result. */
            interface $Properties {

                /** Result sequence */
                sequence?: (number|null);

                /** Result failure */
                failure?: (lmtriad.v1.Failure.$Properties|null);

                /** Result attached */
                attached?: (lmtriad.v1.Attached.$Properties|null);

                /** Result granted */
                granted?: (lmtriad.v1.Lease.$Properties|null);

                /** Result checkedIn */
                checkedIn?: (lmtriad.v1.CheckedIn.$Properties|null);

                /** Result renewed */
                renewed?: (lmtriad.v1.Renewed.$Properties|null);

                /** Result cancelled */
                cancelled?: (lmtriad.v1.Cancelled.$Properties|null);

                /** Result ended */
                ended?: (lmtriad.v1.Ended.$Properties|null);

                /** Result master */
                master?: (lmtriad.v1.MasterNews.$Properties|null);

                /** Result queued */
                queued?: (lmtriad.v1.Queued.$Properties|null);

                /** Result borrowReturned */
                borrowReturned?: (lmtriad.v1.BorrowReturned.$Properties|null);

                /** Result result */
                result?: ("failure"|"attached"|"granted"|"checkedIn"|"renewed"|"cancelled"|"ended"|"master"|"queued"|"borrowReturned");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Result. */
            type $Shape = {
              sequence?: number|null;
              failure?: lmtriad.v1.Failure.$Shape|null;
              attached?: lmtriad.v1.Attached.$Shape|null;
              granted?: lmtriad.v1.Lease.$Shape|null;
              checkedIn?: lmtriad.v1.CheckedIn.$Shape|null;
              renewed?: lmtriad.v1.Renewed.$Shape|null;
              cancelled?: lmtriad.v1.Cancelled.$Shape|null;
              ended?: lmtriad.v1.Ended.$Shape|null;
              master?: lmtriad.v1.MasterNews.$Shape|null;
              queued?: lmtriad.v1.Queued.$Shape|null;
              borrowReturned?: lmtriad.v1.BorrowReturned.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ result?: undefined; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "failure"; failure: lmtriad.v1.Failure.$Shape; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "attached"; failure?: null; attached: lmtriad.v1.Attached.$Shape; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "granted"; failure?: null; attached?: null; granted: lmtriad.v1.Lease.$Shape; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "checkedIn"; failure?: null; attached?: null; granted?: null; checkedIn: lmtriad.v1.CheckedIn.$Shape; renewed?: null; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "renewed"; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed: lmtriad.v1.Renewed.$Shape; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "cancelled"; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled: lmtriad.v1.Cancelled.$Shape; ended?: null; master?: null; queued?: null; borrowReturned?: null }|{ result?: "ended"; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended: lmtriad.v1.Ended.$Shape; master?: null; queued?: null; borrowReturned?: null }|{ result?: "master"; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master: lmtriad.v1.MasterNews.$Shape; queued?: null; borrowReturned?: null }|{ result?: "queued"; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master?: null; queued: lmtriad.v1.Queued.$Shape; borrowReturned?: null }|{ result?: "borrowReturned"; failure?: null; attached?: null; granted?: null; checkedIn?: null; renewed?: null; cancelled?: null; ended?: null; master?: null; queued?: null; borrowReturned: lmtriad.v1.BorrowReturned.$Shape })
            );
        }

        /**
         * Properties of a Failure.
         * @deprecated Use lmtriad.v1.Failure.$Properties instead.
         */
        interface IFailure extends lmtriad.v1.Failure.$Properties {
        }

        /** Represents a Failure. */
        class Failure {

            /**
             * Constructs a new Failure.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Failure.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Failure code. */
            code: number;

            /** Failure minor. */
            minor: number;

            /** Failure text. */
            text: string;

            /** Failure detail. */
            detail: string;

            /** Failure feature. */
            feature: string;

            /** Failure retry. */
            retry: boolean;

            /**
             * Creates a new Failure instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Failure instance
             */
            static create(properties: lmtriad.v1.Failure.$Shape): lmtriad.v1.Failure & lmtriad.v1.Failure.$Shape;
            static create(properties?: lmtriad.v1.Failure.$Properties): lmtriad.v1.Failure;

            /**
             * Encodes the specified Failure message. Does not implicitly {@link lmtriad.v1.Failure.verify|verify} messages.
             * @param message Failure message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Failure message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Failure & lmtriad.v1.Failure.$Shape} Failure
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Failure & lmtriad.v1.Failure.$Shape;
        }

        namespace Failure {

            /** Properties of a Failure. */
            interface $Properties {

                /** Failure code */
                code?: (number|null);

                /** Failure minor */
                minor?: (number|null);

                /** Failure text */
                text?: (string|null);

                /** Failure detail */
                detail?: (string|null);

                /** Failure feature */
                feature?: (string|null);

                /** Failure retry */
                retry?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Failure. */
            type $Shape = lmtriad.v1.Failure.$Properties;
        }

        /**
         * Properties of an Attached.
         * @deprecated Use lmtriad.v1.Attached.$Properties instead.
         */
        interface IAttached extends lmtriad.v1.Attached.$Properties {
        }

        /** Represents an Attached. */
        class Attached {

            /**
             * Constructs a new Attached.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Attached.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Attached leaseMilliseconds. */
            leaseMilliseconds: number;

            /** Attached server. */
            server: string;

            /** Attached leases. */
            leases: lmtriad.v1.Lease.$Properties[];

            /** Attached term. */
            term: number;

            /** Attached index. */
            index: number;

            /** Attached created. */
            created: boolean;

            /** Attached master. */
            master?: (lmtriad.v1.MasterNews.$Properties|null);

            /**
             * Creates a new Attached instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Attached instance
             */
            static create(properties: lmtriad.v1.Attached.$Shape): lmtriad.v1.Attached & lmtriad.v1.Attached.$Shape;
            static create(properties?: lmtriad.v1.Attached.$Properties): lmtriad.v1.Attached;

            /**
             * Encodes the specified Attached message. Does not implicitly {@link lmtriad.v1.Attached.verify|verify} messages.
             * @param message Attached message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Attached.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Attached message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Attached & lmtriad.v1.Attached.$Shape} Attached
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Attached & lmtriad.v1.Attached.$Shape;
        }

        namespace Attached {

            /** Properties of an Attached. */
            interface $Properties {

                /** Attached leaseMilliseconds */
                leaseMilliseconds?: (number|null);

                /** Attached server */
                server?: (string|null);

                /** Attached leases */
                leases?: (lmtriad.v1.Lease.$Properties[]|null);

                /** Attached term */
                term?: (number|null);

                /** Attached index */
                index?: (number|null);

                /** Attached created */
                created?: (boolean|null);

                /** Attached master */
                master?: (lmtriad.v1.MasterNews.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Attached. */
            type $Shape = lmtriad.v1.Attached.$Properties;
        }

        /**
         * Properties of a Lease.
         * @deprecated Use lmtriad.v1.Lease.$Properties instead.
         */
        interface ILease extends lmtriad.v1.Lease.$Properties {
        }

        /** Represents a Lease. */
        class Lease {

            /**
             * Constructs a new Lease.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Lease.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Lease lease. */
            lease: number;

            /** Lease feature. */
            feature: string;

            /** Lease count. */
            count: number;

            /** Lease version. */
            version: string;

            /** Lease index. */
            index: number;

            /** Lease revoking. */
            revoking: boolean;

            /** Lease sequence. */
            sequence: number;

            /** Lease vendor. */
            vendor: string;

            /** Lease borrow. */
            borrow?: (lmtriad.v1.SignedBorrow.$Properties|null);

            /**
             * Creates a new Lease instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Lease instance
             */
            static create(properties: lmtriad.v1.Lease.$Shape): lmtriad.v1.Lease & lmtriad.v1.Lease.$Shape;
            static create(properties?: lmtriad.v1.Lease.$Properties): lmtriad.v1.Lease;

            /**
             * Encodes the specified Lease message. Does not implicitly {@link lmtriad.v1.Lease.verify|verify} messages.
             * @param message Lease message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Lease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Lease message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Lease & lmtriad.v1.Lease.$Shape} Lease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Lease & lmtriad.v1.Lease.$Shape;
        }

        namespace Lease {

            /** Properties of a Lease. */
            interface $Properties {

                /** Lease lease */
                lease?: (number|null);

                /** Lease feature */
                feature?: (string|null);

                /** Lease count */
                count?: (number|null);

                /** Lease version */
                version?: (string|null);

                /** Lease index */
                index?: (number|null);

                /** Lease revoking */
                revoking?: (boolean|null);

                /** Lease sequence */
                sequence?: (number|null);

                /** Lease vendor */
                vendor?: (string|null);

                /** Lease borrow */
                borrow?: (lmtriad.v1.SignedBorrow.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Lease. */
            type $Shape = lmtriad.v1.Lease.$Properties;
        }

        /**
         * Properties of a CheckedIn.
         * @deprecated Use lmtriad.v1.CheckedIn.$Properties instead.
         */
        interface ICheckedIn extends lmtriad.v1.CheckedIn.$Properties {
        }

        /** Represents a CheckedIn. */
        class CheckedIn {

            /**
             * Constructs a new CheckedIn.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckedIn.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckedIn lease. */
            lease: number;

            /** CheckedIn index. */
            index: number;

            /**
             * Creates a new CheckedIn instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckedIn instance
             */
            static create(properties: lmtriad.v1.CheckedIn.$Shape): lmtriad.v1.CheckedIn & lmtriad.v1.CheckedIn.$Shape;
            static create(properties?: lmtriad.v1.CheckedIn.$Properties): lmtriad.v1.CheckedIn;

            /**
             * Encodes the specified CheckedIn message. Does not implicitly {@link lmtriad.v1.CheckedIn.verify|verify} messages.
             * @param message CheckedIn message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckedIn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckedIn message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckedIn & lmtriad.v1.CheckedIn.$Shape} CheckedIn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckedIn & lmtriad.v1.CheckedIn.$Shape;
        }

        namespace CheckedIn {

            /** Properties of a CheckedIn. */
            interface $Properties {

                /** CheckedIn lease */
                lease?: (number|null);

                /** CheckedIn index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckedIn. */
            type $Shape = lmtriad.v1.CheckedIn.$Properties;
        }

        /**
         * Properties of a Renewed.
         * @deprecated Use lmtriad.v1.Renewed.$Properties instead.
         */
        interface IRenewed extends lmtriad.v1.Renewed.$Properties {
        }

        /** Represents a Renewed. */
        class Renewed {

            /**
             * Constructs a new Renewed.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Renewed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Renewed nonce. */
            nonce: number;

            /** Renewed revoking. */
            revoking: number[];

            /**
             * Creates a new Renewed instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Renewed instance
             */
            static create(properties: lmtriad.v1.Renewed.$Shape): lmtriad.v1.Renewed & lmtriad.v1.Renewed.$Shape;
            static create(properties?: lmtriad.v1.Renewed.$Properties): lmtriad.v1.Renewed;

            /**
             * Encodes the specified Renewed message. Does not implicitly {@link lmtriad.v1.Renewed.verify|verify} messages.
             * @param message Renewed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Renewed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Renewed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Renewed & lmtriad.v1.Renewed.$Shape} Renewed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Renewed & lmtriad.v1.Renewed.$Shape;
        }

        namespace Renewed {

            /** Properties of a Renewed. */
            interface $Properties {

                /** Renewed nonce */
                nonce?: (number|null);

                /** Renewed revoking */
                revoking?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Renewed. */
            type $Shape = lmtriad.v1.Renewed.$Properties;
        }

        /**
         * Properties of a Cancelled.
         * @deprecated Use lmtriad.v1.Cancelled.$Properties instead.
         */
        interface ICancelled extends lmtriad.v1.Cancelled.$Properties {
        }

        /** Represents a Cancelled. */
        class Cancelled {

            /**
             * Constructs a new Cancelled.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Cancelled.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cancelled cancelledSequence. */
            cancelledSequence: number;

            /**
             * Creates a new Cancelled instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Cancelled instance
             */
            static create(properties: lmtriad.v1.Cancelled.$Shape): lmtriad.v1.Cancelled & lmtriad.v1.Cancelled.$Shape;
            static create(properties?: lmtriad.v1.Cancelled.$Properties): lmtriad.v1.Cancelled;

            /**
             * Encodes the specified Cancelled message. Does not implicitly {@link lmtriad.v1.Cancelled.verify|verify} messages.
             * @param message Cancelled message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Cancelled.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cancelled message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Cancelled & lmtriad.v1.Cancelled.$Shape} Cancelled
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Cancelled & lmtriad.v1.Cancelled.$Shape;
        }

        namespace Cancelled {

            /** Properties of a Cancelled. */
            interface $Properties {

                /** Cancelled cancelledSequence */
                cancelledSequence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cancelled. */
            type $Shape = lmtriad.v1.Cancelled.$Properties;
        }

        /**
         * Properties of an Ended.
         * @deprecated Use lmtriad.v1.Ended.$Properties instead.
         */
        interface IEnded extends lmtriad.v1.Ended.$Properties {
        }

        /** Represents an Ended. */
        class Ended {

            /**
             * Constructs a new Ended.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Ended.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new Ended instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Ended instance
             */
            static create(properties: lmtriad.v1.Ended.$Shape): lmtriad.v1.Ended & lmtriad.v1.Ended.$Shape;
            static create(properties?: lmtriad.v1.Ended.$Properties): lmtriad.v1.Ended;

            /**
             * Encodes the specified Ended message. Does not implicitly {@link lmtriad.v1.Ended.verify|verify} messages.
             * @param message Ended message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Ended.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ended message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Ended & lmtriad.v1.Ended.$Shape} Ended
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Ended & lmtriad.v1.Ended.$Shape;
        }

        namespace Ended {

            /** Properties of an Ended. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Ended. */
            type $Shape = lmtriad.v1.Ended.$Properties;
        }

        /**
         * Properties of a Queued.
         * @deprecated Use lmtriad.v1.Queued.$Properties instead.
         */
        interface IQueued extends lmtriad.v1.Queued.$Properties {
        }

        /** Represents a Queued. */
        class Queued {

            /**
             * Constructs a new Queued.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Queued.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Queued position. */
            position: number;

            /**
             * Creates a new Queued instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Queued instance
             */
            static create(properties: lmtriad.v1.Queued.$Shape): lmtriad.v1.Queued & lmtriad.v1.Queued.$Shape;
            static create(properties?: lmtriad.v1.Queued.$Properties): lmtriad.v1.Queued;

            /**
             * Encodes the specified Queued message. Does not implicitly {@link lmtriad.v1.Queued.verify|verify} messages.
             * @param message Queued message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Queued.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Queued message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Queued & lmtriad.v1.Queued.$Shape} Queued
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Queued & lmtriad.v1.Queued.$Shape;
        }

        namespace Queued {

            /** Properties of a Queued. */
            interface $Properties {

                /** Queued position */
                position?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Queued. */
            type $Shape = lmtriad.v1.Queued.$Properties;
        }

        /**
         * Properties of a MasterNews.
         * @deprecated Use lmtriad.v1.MasterNews.$Properties instead.
         */
        interface IMasterNews extends lmtriad.v1.MasterNews.$Properties {
        }

        /** Represents a MasterNews. */
        class MasterNews {

            /**
             * Constructs a new MasterNews.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.MasterNews.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MasterNews server. */
            server: string;

            /** MasterNews host. */
            host: string;

            /** MasterNews port. */
            port: number;

            /** MasterNews term. */
            term: number;

            /** MasterNews reason. */
            reason: string;

            /**
             * Creates a new MasterNews instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MasterNews instance
             */
            static create(properties: lmtriad.v1.MasterNews.$Shape): lmtriad.v1.MasterNews & lmtriad.v1.MasterNews.$Shape;
            static create(properties?: lmtriad.v1.MasterNews.$Properties): lmtriad.v1.MasterNews;

            /**
             * Encodes the specified MasterNews message. Does not implicitly {@link lmtriad.v1.MasterNews.verify|verify} messages.
             * @param message MasterNews message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.MasterNews.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MasterNews message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.MasterNews & lmtriad.v1.MasterNews.$Shape} MasterNews
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.MasterNews & lmtriad.v1.MasterNews.$Shape;
        }

        namespace MasterNews {

            /** Properties of a MasterNews. */
            interface $Properties {

                /** MasterNews server */
                server?: (string|null);

                /** MasterNews host */
                host?: (string|null);

                /** MasterNews port */
                port?: (number|null);

                /** MasterNews term */
                term?: (number|null);

                /** MasterNews reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MasterNews. */
            type $Shape = lmtriad.v1.MasterNews.$Properties;
        }

        /**
         * Properties of a CheckoutRequest.
         * @deprecated Use lmtriad.v1.CheckoutRequest.$Properties instead.
         */
        interface ICheckoutRequest extends lmtriad.v1.CheckoutRequest.$Properties {
        }

        /** Represents a CheckoutRequest. */
        class CheckoutRequest {

            /**
             * Constructs a new CheckoutRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckoutRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckoutRequest id. */
            id: string;

            /** CheckoutRequest identity. */
            identity?: (lmtriad.v1.Identity.$Properties|null);

            /** CheckoutRequest checkout. */
            checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

            /** CheckoutRequest ageMilliseconds. */
            ageMilliseconds: number;

            /**
             * Creates a new CheckoutRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckoutRequest instance
             */
            static create(properties: lmtriad.v1.CheckoutRequest.$Shape): lmtriad.v1.CheckoutRequest & lmtriad.v1.CheckoutRequest.$Shape;
            static create(properties?: lmtriad.v1.CheckoutRequest.$Properties): lmtriad.v1.CheckoutRequest;

            /**
             * Encodes the specified CheckoutRequest message. Does not implicitly {@link lmtriad.v1.CheckoutRequest.verify|verify} messages.
             * @param message CheckoutRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckoutRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckoutRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckoutRequest & lmtriad.v1.CheckoutRequest.$Shape} CheckoutRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckoutRequest & lmtriad.v1.CheckoutRequest.$Shape;
        }

        namespace CheckoutRequest {

            /** Properties of a CheckoutRequest. */
            interface $Properties {

                /** CheckoutRequest id */
                id?: (string|null);

                /** CheckoutRequest identity */
                identity?: (lmtriad.v1.Identity.$Properties|null);

                /** CheckoutRequest checkout */
                checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

                /** CheckoutRequest ageMilliseconds */
                ageMilliseconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckoutRequest. */
            type $Shape = lmtriad.v1.CheckoutRequest.$Properties;
        }

        /**
         * Properties of a CheckoutResponse.
         * @deprecated Use lmtriad.v1.CheckoutResponse.$Properties instead.
         */
        interface ICheckoutResponse extends lmtriad.v1.CheckoutResponse.$Properties {
        }

        /** Represents a CheckoutResponse. */
        class CheckoutResponse {

            /**
             * Constructs a new CheckoutResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckoutResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckoutResponse lease. */
            lease?: (lmtriad.v1.Lease.$Properties|null);

            /** CheckoutResponse session. */
            session: string;

            /** CheckoutResponse leaseMilliseconds. */
            leaseMilliseconds: number;

            /**
             * Creates a new CheckoutResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckoutResponse instance
             */
            static create(properties: lmtriad.v1.CheckoutResponse.$Shape): lmtriad.v1.CheckoutResponse & lmtriad.v1.CheckoutResponse.$Shape;
            static create(properties?: lmtriad.v1.CheckoutResponse.$Properties): lmtriad.v1.CheckoutResponse;

            /**
             * Encodes the specified CheckoutResponse message. Does not implicitly {@link lmtriad.v1.CheckoutResponse.verify|verify} messages.
             * @param message CheckoutResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckoutResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckoutResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckoutResponse & lmtriad.v1.CheckoutResponse.$Shape} CheckoutResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckoutResponse & lmtriad.v1.CheckoutResponse.$Shape;
        }

        namespace CheckoutResponse {

            /** Properties of a CheckoutResponse. */
            interface $Properties {

                /** CheckoutResponse lease */
                lease?: (lmtriad.v1.Lease.$Properties|null);

                /** CheckoutResponse session */
                session?: (string|null);

                /** CheckoutResponse leaseMilliseconds */
                leaseMilliseconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckoutResponse. */
            type $Shape = lmtriad.v1.CheckoutResponse.$Properties;
        }

        /**
         * Properties of a CheckinRequest.
         * @deprecated Use lmtriad.v1.CheckinRequest.$Properties instead.
         */
        interface ICheckinRequest extends lmtriad.v1.CheckinRequest.$Properties {
        }

        /** Represents a CheckinRequest. */
        class CheckinRequest {

            /**
             * Constructs a new CheckinRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckinRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckinRequest session. */
            session: string;

            /** CheckinRequest lease. */
            lease: number;

            /**
             * Creates a new CheckinRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckinRequest instance
             */
            static create(properties: lmtriad.v1.CheckinRequest.$Shape): lmtriad.v1.CheckinRequest & lmtriad.v1.CheckinRequest.$Shape;
            static create(properties?: lmtriad.v1.CheckinRequest.$Properties): lmtriad.v1.CheckinRequest;

            /**
             * Encodes the specified CheckinRequest message. Does not implicitly {@link lmtriad.v1.CheckinRequest.verify|verify} messages.
             * @param message CheckinRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckinRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckinRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckinRequest & lmtriad.v1.CheckinRequest.$Shape} CheckinRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckinRequest & lmtriad.v1.CheckinRequest.$Shape;
        }

        namespace CheckinRequest {

            /** Properties of a CheckinRequest. */
            interface $Properties {

                /** CheckinRequest session */
                session?: (string|null);

                /** CheckinRequest lease */
                lease?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckinRequest. */
            type $Shape = lmtriad.v1.CheckinRequest.$Properties;
        }

        /**
         * Properties of a CheckinResponse.
         * @deprecated Use lmtriad.v1.CheckinResponse.$Properties instead.
         */
        interface ICheckinResponse extends lmtriad.v1.CheckinResponse.$Properties {
        }

        /** Represents a CheckinResponse. */
        class CheckinResponse {

            /**
             * Constructs a new CheckinResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.CheckinResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckinResponse index. */
            index: number;

            /**
             * Creates a new CheckinResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckinResponse instance
             */
            static create(properties: lmtriad.v1.CheckinResponse.$Shape): lmtriad.v1.CheckinResponse & lmtriad.v1.CheckinResponse.$Shape;
            static create(properties?: lmtriad.v1.CheckinResponse.$Properties): lmtriad.v1.CheckinResponse;

            /**
             * Encodes the specified CheckinResponse message. Does not implicitly {@link lmtriad.v1.CheckinResponse.verify|verify} messages.
             * @param message CheckinResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.CheckinResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckinResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.CheckinResponse & lmtriad.v1.CheckinResponse.$Shape} CheckinResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.CheckinResponse & lmtriad.v1.CheckinResponse.$Shape;
        }

        namespace CheckinResponse {

            /** Properties of a CheckinResponse. */
            interface $Properties {

                /** CheckinResponse index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckinResponse. */
            type $Shape = lmtriad.v1.CheckinResponse.$Properties;
        }

        /**
         * Properties of a RenewRequest.
         * @deprecated Use lmtriad.v1.RenewRequest.$Properties instead.
         */
        interface IRenewRequest extends lmtriad.v1.RenewRequest.$Properties {
        }

        /** Represents a RenewRequest. */
        class RenewRequest {

            /**
             * Constructs a new RenewRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RenewRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenewRequest session. */
            session: string;

            /** RenewRequest idleSeconds. */
            idleSeconds: number;

            /**
             * Creates a new RenewRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RenewRequest instance
             */
            static create(properties: lmtriad.v1.RenewRequest.$Shape): lmtriad.v1.RenewRequest & lmtriad.v1.RenewRequest.$Shape;
            static create(properties?: lmtriad.v1.RenewRequest.$Properties): lmtriad.v1.RenewRequest;

            /**
             * Encodes the specified RenewRequest message. Does not implicitly {@link lmtriad.v1.RenewRequest.verify|verify} messages.
             * @param message RenewRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RenewRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenewRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RenewRequest & lmtriad.v1.RenewRequest.$Shape} RenewRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RenewRequest & lmtriad.v1.RenewRequest.$Shape;
        }

        namespace RenewRequest {

            /** Properties of a RenewRequest. */
            interface $Properties {

                /** RenewRequest session */
                session?: (string|null);

                /** RenewRequest idleSeconds */
                idleSeconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenewRequest. */
            type $Shape = lmtriad.v1.RenewRequest.$Properties;
        }

        /**
         * Properties of a RenewResponse.
         * @deprecated Use lmtriad.v1.RenewResponse.$Properties instead.
         */
        interface IRenewResponse extends lmtriad.v1.RenewResponse.$Properties {
        }

        /** Represents a RenewResponse. */
        class RenewResponse {

            /**
             * Constructs a new RenewResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RenewResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenewResponse leaseMilliseconds. */
            leaseMilliseconds: number;

            /** RenewResponse revoking. */
            revoking: number[];

            /**
             * Creates a new RenewResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RenewResponse instance
             */
            static create(properties: lmtriad.v1.RenewResponse.$Shape): lmtriad.v1.RenewResponse & lmtriad.v1.RenewResponse.$Shape;
            static create(properties?: lmtriad.v1.RenewResponse.$Properties): lmtriad.v1.RenewResponse;

            /**
             * Encodes the specified RenewResponse message. Does not implicitly {@link lmtriad.v1.RenewResponse.verify|verify} messages.
             * @param message RenewResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RenewResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenewResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RenewResponse & lmtriad.v1.RenewResponse.$Shape} RenewResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RenewResponse & lmtriad.v1.RenewResponse.$Shape;
        }

        namespace RenewResponse {

            /** Properties of a RenewResponse. */
            interface $Properties {

                /** RenewResponse leaseMilliseconds */
                leaseMilliseconds?: (number|null);

                /** RenewResponse revoking */
                revoking?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenewResponse. */
            type $Shape = lmtriad.v1.RenewResponse.$Properties;
        }

        /**
         * Properties of a Status.
         * @deprecated Use lmtriad.v1.Status.$Properties instead.
         */
        interface IStatus extends lmtriad.v1.Status.$Properties {
        }

        /** Represents a Status. */
        class Status {

            /**
             * Constructs a new Status.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.Status.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Status clusterId. */
            clusterId: string;

            /** Status server. */
            server: string;

            /** Status master. */
            master: string;

            /** Status term. */
            term: number;

            /** Status commitIndex. */
            commitIndex: number;

            /** Status appliedIndex. */
            appliedIndex: number;

            /** Status quorum. */
            quorum: boolean;

            /** Status quorumText. */
            quorumText: string;

            /** Status members. */
            members: lmtriad.v1.MemberStatus.$Properties[];

            /** Status license. */
            license?: (lmtriad.v1.LicenseStatus.$Properties|null);

            /** Status features. */
            features: lmtriad.v1.FeatureStatus.$Properties[];

            /** Status version. */
            version: string;

            /** Status leaseMilliseconds. */
            leaseMilliseconds: number;

            /** Status holdSeconds. */
            holdSeconds: number;

            /** Status orderMismatch. */
            orderMismatch: boolean;

            /** Status warnings. */
            warnings: string[];

            /** Status stateHash. */
            stateHash: string;

            /** Status serverTime. */
            serverTime: number;

            /** Status started. */
            started: number;

            /**
             * Creates a new Status instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Status instance
             */
            static create(properties: lmtriad.v1.Status.$Shape): lmtriad.v1.Status & lmtriad.v1.Status.$Shape;
            static create(properties?: lmtriad.v1.Status.$Properties): lmtriad.v1.Status;

            /**
             * Encodes the specified Status message. Does not implicitly {@link lmtriad.v1.Status.verify|verify} messages.
             * @param message Status message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Status message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.Status & lmtriad.v1.Status.$Shape} Status
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.Status & lmtriad.v1.Status.$Shape;
        }

        namespace Status {

            /** Properties of a Status. */
            interface $Properties {

                /** Status clusterId */
                clusterId?: (string|null);

                /** Status server */
                server?: (string|null);

                /** Status master */
                master?: (string|null);

                /** Status term */
                term?: (number|null);

                /** Status commitIndex */
                commitIndex?: (number|null);

                /** Status appliedIndex */
                appliedIndex?: (number|null);

                /** Status quorum */
                quorum?: (boolean|null);

                /** Status quorumText */
                quorumText?: (string|null);

                /** Status members */
                members?: (lmtriad.v1.MemberStatus.$Properties[]|null);

                /** Status license */
                license?: (lmtriad.v1.LicenseStatus.$Properties|null);

                /** Status features */
                features?: (lmtriad.v1.FeatureStatus.$Properties[]|null);

                /** Status version */
                version?: (string|null);

                /** Status leaseMilliseconds */
                leaseMilliseconds?: (number|null);

                /** Status holdSeconds */
                holdSeconds?: (number|null);

                /** Status orderMismatch */
                orderMismatch?: (boolean|null);

                /** Status warnings */
                warnings?: (string[]|null);

                /** Status stateHash */
                stateHash?: (string|null);

                /** Status serverTime */
                serverTime?: (number|null);

                /** Status started */
                started?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Status. */
            type $Shape = lmtriad.v1.Status.$Properties;
        }

        /**
         * Properties of a MemberStatus.
         * @deprecated Use lmtriad.v1.MemberStatus.$Properties instead.
         */
        interface IMemberStatus extends lmtriad.v1.MemberStatus.$Properties {
        }

        /** Represents a MemberStatus. */
        class MemberStatus {

            /**
             * Constructs a new MemberStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.MemberStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberStatus server. */
            server: string;

            /** MemberStatus host. */
            host: string;

            /** MemberStatus port. */
            port: number;

            /** MemberStatus incarnation. */
            incarnation: number;

            /** MemberStatus role. */
            role: lmtriad.v1.Role;

            /** MemberStatus up. */
            up: boolean;

            /** MemberStatus voter. */
            voter: boolean;

            /** MemberStatus matchIndex. */
            matchIndex: number;

            /** MemberStatus version. */
            version: string;

            /** MemberStatus silentMilliseconds. */
            silentMilliseconds: number;

            /** MemberStatus licenseHash. */
            licenseHash: string;

            /** MemberStatus licenseDiffers. */
            licenseDiffers: boolean;

            /**
             * Creates a new MemberStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MemberStatus instance
             */
            static create(properties: lmtriad.v1.MemberStatus.$Shape): lmtriad.v1.MemberStatus & lmtriad.v1.MemberStatus.$Shape;
            static create(properties?: lmtriad.v1.MemberStatus.$Properties): lmtriad.v1.MemberStatus;

            /**
             * Encodes the specified MemberStatus message. Does not implicitly {@link lmtriad.v1.MemberStatus.verify|verify} messages.
             * @param message MemberStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.MemberStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.MemberStatus & lmtriad.v1.MemberStatus.$Shape} MemberStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.MemberStatus & lmtriad.v1.MemberStatus.$Shape;
        }

        namespace MemberStatus {

            /** Properties of a MemberStatus. */
            interface $Properties {

                /** MemberStatus server */
                server?: (string|null);

                /** MemberStatus host */
                host?: (string|null);

                /** MemberStatus port */
                port?: (number|null);

                /** MemberStatus incarnation */
                incarnation?: (number|null);

                /** MemberStatus role */
                role?: (lmtriad.v1.Role|null);

                /** MemberStatus up */
                up?: (boolean|null);

                /** MemberStatus voter */
                voter?: (boolean|null);

                /** MemberStatus matchIndex */
                matchIndex?: (number|null);

                /** MemberStatus version */
                version?: (string|null);

                /** MemberStatus silentMilliseconds */
                silentMilliseconds?: (number|null);

                /** MemberStatus licenseHash */
                licenseHash?: (string|null);

                /** MemberStatus licenseDiffers */
                licenseDiffers?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MemberStatus. */
            type $Shape = lmtriad.v1.MemberStatus.$Properties;
        }

        /** Role enum. */
        enum Role {

            /** ROLE_UNKNOWN value */
            ROLE_UNKNOWN = 0,

            /** ROLE_MASTER value */
            ROLE_MASTER = 1,

            /** ROLE_STANDBY value */
            ROLE_STANDBY = 2,

            /** ROLE_CANDIDATE value */
            ROLE_CANDIDATE = 3,

            /** ROLE_LEARNER value */
            ROLE_LEARNER = 4,

            /** ROLE_FORMING value */
            ROLE_FORMING = 5
        }

        /**
         * Properties of a LicenseStatus.
         * @deprecated Use lmtriad.v1.LicenseStatus.$Properties instead.
         */
        interface ILicenseStatus extends lmtriad.v1.LicenseStatus.$Properties {
        }

        /** Represents a LicenseStatus. */
        class LicenseStatus {

            /**
             * Constructs a new LicenseStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.LicenseStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LicenseStatus hash. */
            hash: string;

            /** LicenseStatus revision. */
            revision: string;

            /** LicenseStatus path. */
            path: string;

            /** LicenseStatus vendors. */
            vendors: string[];

            /** LicenseStatus pendingHash. */
            pendingHash: string;

            /** LicenseStatus errors. */
            errors: string[];

            /** LicenseStatus index. */
            index: number;

            /**
             * Creates a new LicenseStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LicenseStatus instance
             */
            static create(properties: lmtriad.v1.LicenseStatus.$Shape): lmtriad.v1.LicenseStatus & lmtriad.v1.LicenseStatus.$Shape;
            static create(properties?: lmtriad.v1.LicenseStatus.$Properties): lmtriad.v1.LicenseStatus;

            /**
             * Encodes the specified LicenseStatus message. Does not implicitly {@link lmtriad.v1.LicenseStatus.verify|verify} messages.
             * @param message LicenseStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.LicenseStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LicenseStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.LicenseStatus & lmtriad.v1.LicenseStatus.$Shape} LicenseStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.LicenseStatus & lmtriad.v1.LicenseStatus.$Shape;
        }

        namespace LicenseStatus {

            /** Properties of a LicenseStatus. */
            interface $Properties {

                /** LicenseStatus hash */
                hash?: (string|null);

                /** LicenseStatus revision */
                revision?: (string|null);

                /** LicenseStatus path */
                path?: (string|null);

                /** LicenseStatus vendors */
                vendors?: (string[]|null);

                /** LicenseStatus pendingHash */
                pendingHash?: (string|null);

                /** LicenseStatus errors */
                errors?: (string[]|null);

                /** LicenseStatus index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LicenseStatus. */
            type $Shape = lmtriad.v1.LicenseStatus.$Properties;
        }

        /**
         * Properties of a FeatureStatus.
         * @deprecated Use lmtriad.v1.FeatureStatus.$Properties instead.
         */
        interface IFeatureStatus extends lmtriad.v1.FeatureStatus.$Properties {
        }

        /** Represents a FeatureStatus. */
        class FeatureStatus {

            /**
             * Constructs a new FeatureStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.FeatureStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FeatureStatus feature. */
            feature: string;

            /** FeatureStatus vendor. */
            vendor: string;

            /** FeatureStatus issued. */
            issued: number;

            /** FeatureStatus used. */
            used: number;

            /** FeatureStatus pools. */
            pools: lmtriad.v1.PoolStatus.$Properties[];

            /** FeatureStatus users. */
            users: lmtriad.v1.UserStatus.$Properties[];

            /** FeatureStatus uncounted. */
            uncounted: boolean;

            /** FeatureStatus reserved. */
            reserved: number;

            /** FeatureStatus queued. */
            queued: number;

            /** FeatureStatus reservations. */
            reservations: lmtriad.v1.ReservationStatus.$Properties[];

            /**
             * Creates a new FeatureStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FeatureStatus instance
             */
            static create(properties: lmtriad.v1.FeatureStatus.$Shape): lmtriad.v1.FeatureStatus & lmtriad.v1.FeatureStatus.$Shape;
            static create(properties?: lmtriad.v1.FeatureStatus.$Properties): lmtriad.v1.FeatureStatus;

            /**
             * Encodes the specified FeatureStatus message. Does not implicitly {@link lmtriad.v1.FeatureStatus.verify|verify} messages.
             * @param message FeatureStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.FeatureStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FeatureStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.FeatureStatus & lmtriad.v1.FeatureStatus.$Shape} FeatureStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.FeatureStatus & lmtriad.v1.FeatureStatus.$Shape;
        }

        namespace FeatureStatus {

            /** Properties of a FeatureStatus. */
            interface $Properties {

                /** FeatureStatus feature */
                feature?: (string|null);

                /** FeatureStatus vendor */
                vendor?: (string|null);

                /** FeatureStatus issued */
                issued?: (number|null);

                /** FeatureStatus used */
                used?: (number|null);

                /** FeatureStatus pools */
                pools?: (lmtriad.v1.PoolStatus.$Properties[]|null);

                /** FeatureStatus users */
                users?: (lmtriad.v1.UserStatus.$Properties[]|null);

                /** FeatureStatus uncounted */
                uncounted?: (boolean|null);

                /** FeatureStatus reserved */
                reserved?: (number|null);

                /** FeatureStatus queued */
                queued?: (number|null);

                /** FeatureStatus reservations */
                reservations?: (lmtriad.v1.ReservationStatus.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FeatureStatus. */
            type $Shape = lmtriad.v1.FeatureStatus.$Properties;
        }

        /**
         * Properties of a ReservationStatus.
         * @deprecated Use lmtriad.v1.ReservationStatus.$Properties instead.
         */
        interface IReservationStatus extends lmtriad.v1.ReservationStatus.$Properties {
        }

        /** Represents a ReservationStatus. */
        class ReservationStatus {

            /**
             * Constructs a new ReservationStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.ReservationStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReservationStatus pool. */
            pool: string;

            /** ReservationStatus count. */
            count: number;

            /** ReservationStatus type. */
            type: string;

            /** ReservationStatus name. */
            name: string;

            /** ReservationStatus used. */
            used: number;

            /**
             * Creates a new ReservationStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReservationStatus instance
             */
            static create(properties: lmtriad.v1.ReservationStatus.$Shape): lmtriad.v1.ReservationStatus & lmtriad.v1.ReservationStatus.$Shape;
            static create(properties?: lmtriad.v1.ReservationStatus.$Properties): lmtriad.v1.ReservationStatus;

            /**
             * Encodes the specified ReservationStatus message. Does not implicitly {@link lmtriad.v1.ReservationStatus.verify|verify} messages.
             * @param message ReservationStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.ReservationStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReservationStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.ReservationStatus & lmtriad.v1.ReservationStatus.$Shape} ReservationStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.ReservationStatus & lmtriad.v1.ReservationStatus.$Shape;
        }

        namespace ReservationStatus {

            /** Properties of a ReservationStatus. */
            interface $Properties {

                /** ReservationStatus pool */
                pool?: (string|null);

                /** ReservationStatus count */
                count?: (number|null);

                /** ReservationStatus type */
                type?: (string|null);

                /** ReservationStatus name */
                name?: (string|null);

                /** ReservationStatus used */
                used?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReservationStatus. */
            type $Shape = lmtriad.v1.ReservationStatus.$Properties;
        }

        /**
         * Properties of a PoolStatus.
         * @deprecated Use lmtriad.v1.PoolStatus.$Properties instead.
         */
        interface IPoolStatus extends lmtriad.v1.PoolStatus.$Properties {
        }

        /** Represents a PoolStatus. */
        class PoolStatus {

            /**
             * Constructs a new PoolStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.PoolStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PoolStatus pool. */
            pool: string;

            /** PoolStatus version. */
            version: string;

            /** PoolStatus expiry. */
            expiry: string;

            /** PoolStatus count. */
            count: number;

            /** PoolStatus overdraft. */
            overdraft: number;

            /** PoolStatus used. */
            used: number;

            /** PoolStatus vendorString. */
            vendorString: string;

            /** PoolStatus hostids. */
            hostids: string[];

            /** PoolStatus uncounted. */
            uncounted: boolean;

            /** PoolStatus reserved. */
            reserved: number;

            /**
             * Creates a new PoolStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PoolStatus instance
             */
            static create(properties: lmtriad.v1.PoolStatus.$Shape): lmtriad.v1.PoolStatus & lmtriad.v1.PoolStatus.$Shape;
            static create(properties?: lmtriad.v1.PoolStatus.$Properties): lmtriad.v1.PoolStatus;

            /**
             * Encodes the specified PoolStatus message. Does not implicitly {@link lmtriad.v1.PoolStatus.verify|verify} messages.
             * @param message PoolStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.PoolStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PoolStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.PoolStatus & lmtriad.v1.PoolStatus.$Shape} PoolStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.PoolStatus & lmtriad.v1.PoolStatus.$Shape;
        }

        namespace PoolStatus {

            /** Properties of a PoolStatus. */
            interface $Properties {

                /** PoolStatus pool */
                pool?: (string|null);

                /** PoolStatus version */
                version?: (string|null);

                /** PoolStatus expiry */
                expiry?: (string|null);

                /** PoolStatus count */
                count?: (number|null);

                /** PoolStatus overdraft */
                overdraft?: (number|null);

                /** PoolStatus used */
                used?: (number|null);

                /** PoolStatus vendorString */
                vendorString?: (string|null);

                /** PoolStatus hostids */
                hostids?: (string[]|null);

                /** PoolStatus uncounted */
                uncounted?: (boolean|null);

                /** PoolStatus reserved */
                reserved?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PoolStatus. */
            type $Shape = lmtriad.v1.PoolStatus.$Properties;
        }

        /**
         * Properties of a UserStatus.
         * @deprecated Use lmtriad.v1.UserStatus.$Properties instead.
         */
        interface IUserStatus extends lmtriad.v1.UserStatus.$Properties {
        }

        /** Represents a UserStatus. */
        class UserStatus {

            /**
             * Constructs a new UserStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.UserStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UserStatus user. */
            user: string;

            /** UserStatus host. */
            host: string;

            /** UserStatus display. */
            display: string;

            /** UserStatus version. */
            version: string;

            /** UserStatus lease. */
            lease: number;

            /** UserStatus start. */
            start: number;

            /** UserStatus count. */
            count: number;

            /** UserStatus pid. */
            pid: number;

            /** UserStatus revoking. */
            revoking: boolean;

            /** UserStatus queued. */
            queued: boolean;

            /** UserStatus index. */
            index: number;

            /** UserStatus session. */
            session: string;

            /** UserStatus pool. */
            pool: string;

            /** UserStatus lingerSeconds. */
            lingerSeconds: number;

            /** UserStatus borrowedUntil. */
            borrowedUntil: number;

            /** UserStatus shared. */
            shared: boolean;

            /**
             * Creates a new UserStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UserStatus instance
             */
            static create(properties: lmtriad.v1.UserStatus.$Shape): lmtriad.v1.UserStatus & lmtriad.v1.UserStatus.$Shape;
            static create(properties?: lmtriad.v1.UserStatus.$Properties): lmtriad.v1.UserStatus;

            /**
             * Encodes the specified UserStatus message. Does not implicitly {@link lmtriad.v1.UserStatus.verify|verify} messages.
             * @param message UserStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.UserStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a UserStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.UserStatus & lmtriad.v1.UserStatus.$Shape} UserStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.UserStatus & lmtriad.v1.UserStatus.$Shape;
        }

        namespace UserStatus {

            /** Properties of a UserStatus. */
            interface $Properties {

                /** UserStatus user */
                user?: (string|null);

                /** UserStatus host */
                host?: (string|null);

                /** UserStatus display */
                display?: (string|null);

                /** UserStatus version */
                version?: (string|null);

                /** UserStatus lease */
                lease?: (number|null);

                /** UserStatus start */
                start?: (number|null);

                /** UserStatus count */
                count?: (number|null);

                /** UserStatus pid */
                pid?: (number|null);

                /** UserStatus revoking */
                revoking?: (boolean|null);

                /** UserStatus queued */
                queued?: (boolean|null);

                /** UserStatus index */
                index?: (number|null);

                /** UserStatus session */
                session?: (string|null);

                /** UserStatus pool */
                pool?: (string|null);

                /** UserStatus lingerSeconds */
                lingerSeconds?: (number|null);

                /** UserStatus borrowedUntil */
                borrowedUntil?: (number|null);

                /** UserStatus shared */
                shared?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a UserStatus. */
            type $Shape = lmtriad.v1.UserStatus.$Properties;
        }

        /**
         * Properties of a GetStatusRequest.
         * @deprecated Use lmtriad.v1.GetStatusRequest.$Properties instead.
         */
        interface IGetStatusRequest extends lmtriad.v1.GetStatusRequest.$Properties {
        }

        /** Represents a GetStatusRequest. */
        class GetStatusRequest {

            /**
             * Constructs a new GetStatusRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.GetStatusRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetStatusRequest users. */
            users: boolean;

            /** GetStatusRequest feature. */
            feature: string;

            /**
             * Creates a new GetStatusRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetStatusRequest instance
             */
            static create(properties: lmtriad.v1.GetStatusRequest.$Shape): lmtriad.v1.GetStatusRequest & lmtriad.v1.GetStatusRequest.$Shape;
            static create(properties?: lmtriad.v1.GetStatusRequest.$Properties): lmtriad.v1.GetStatusRequest;

            /**
             * Encodes the specified GetStatusRequest message. Does not implicitly {@link lmtriad.v1.GetStatusRequest.verify|verify} messages.
             * @param message GetStatusRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.GetStatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetStatusRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.GetStatusRequest & lmtriad.v1.GetStatusRequest.$Shape} GetStatusRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.GetStatusRequest & lmtriad.v1.GetStatusRequest.$Shape;
        }

        namespace GetStatusRequest {

            /** Properties of a GetStatusRequest. */
            interface $Properties {

                /** GetStatusRequest users */
                users?: (boolean|null);

                /** GetStatusRequest feature */
                feature?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetStatusRequest. */
            type $Shape = lmtriad.v1.GetStatusRequest.$Properties;
        }

        /**
         * Properties of a RemoveRequest.
         * @deprecated Use lmtriad.v1.RemoveRequest.$Properties instead.
         */
        interface IRemoveRequest extends lmtriad.v1.RemoveRequest.$Properties {
        }

        /** Represents a RemoveRequest. */
        class RemoveRequest {

            /**
             * Constructs a new RemoveRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RemoveRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RemoveRequest feature. */
            feature: string;

            /** RemoveRequest user. */
            user: string;

            /** RemoveRequest host. */
            host: string;

            /** RemoveRequest display. */
            display: string;

            /** RemoveRequest lease. */
            lease: number;

            /** RemoveRequest waitMilliseconds. */
            waitMilliseconds: number;

            /**
             * Creates a new RemoveRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RemoveRequest instance
             */
            static create(properties: lmtriad.v1.RemoveRequest.$Shape): lmtriad.v1.RemoveRequest & lmtriad.v1.RemoveRequest.$Shape;
            static create(properties?: lmtriad.v1.RemoveRequest.$Properties): lmtriad.v1.RemoveRequest;

            /**
             * Encodes the specified RemoveRequest message. Does not implicitly {@link lmtriad.v1.RemoveRequest.verify|verify} messages.
             * @param message RemoveRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RemoveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RemoveRequest & lmtriad.v1.RemoveRequest.$Shape} RemoveRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RemoveRequest & lmtriad.v1.RemoveRequest.$Shape;
        }

        namespace RemoveRequest {

            /** Properties of a RemoveRequest. */
            interface $Properties {

                /** RemoveRequest feature */
                feature?: (string|null);

                /** RemoveRequest user */
                user?: (string|null);

                /** RemoveRequest host */
                host?: (string|null);

                /** RemoveRequest display */
                display?: (string|null);

                /** RemoveRequest lease */
                lease?: (number|null);

                /** RemoveRequest waitMilliseconds */
                waitMilliseconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RemoveRequest. */
            type $Shape = lmtriad.v1.RemoveRequest.$Properties;
        }

        /**
         * Properties of a RemoveResponse.
         * @deprecated Use lmtriad.v1.RemoveResponse.$Properties instead.
         */
        interface IRemoveResponse extends lmtriad.v1.RemoveResponse.$Properties {
        }

        /** Represents a RemoveResponse. */
        class RemoveResponse {

            /**
             * Constructs a new RemoveResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RemoveResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RemoveResponse removed. */
            removed: number[];

            /** RemoveResponse waiting. */
            waiting: number[];

            /**
             * Creates a new RemoveResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RemoveResponse instance
             */
            static create(properties: lmtriad.v1.RemoveResponse.$Shape): lmtriad.v1.RemoveResponse & lmtriad.v1.RemoveResponse.$Shape;
            static create(properties?: lmtriad.v1.RemoveResponse.$Properties): lmtriad.v1.RemoveResponse;

            /**
             * Encodes the specified RemoveResponse message. Does not implicitly {@link lmtriad.v1.RemoveResponse.verify|verify} messages.
             * @param message RemoveResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RemoveResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RemoveResponse & lmtriad.v1.RemoveResponse.$Shape} RemoveResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RemoveResponse & lmtriad.v1.RemoveResponse.$Shape;
        }

        namespace RemoveResponse {

            /** Properties of a RemoveResponse. */
            interface $Properties {

                /** RemoveResponse removed */
                removed?: (number[]|null);

                /** RemoveResponse waiting */
                waiting?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RemoveResponse. */
            type $Shape = lmtriad.v1.RemoveResponse.$Properties;
        }

        /**
         * Properties of a RereadRequest.
         * @deprecated Use lmtriad.v1.RereadRequest.$Properties instead.
         */
        interface IRereadRequest extends lmtriad.v1.RereadRequest.$Properties {
        }

        /** Represents a RereadRequest. */
        class RereadRequest {

            /**
             * Constructs a new RereadRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RereadRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RereadRequest vendor. */
            vendor: string;

            /**
             * Creates a new RereadRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RereadRequest instance
             */
            static create(properties: lmtriad.v1.RereadRequest.$Shape): lmtriad.v1.RereadRequest & lmtriad.v1.RereadRequest.$Shape;
            static create(properties?: lmtriad.v1.RereadRequest.$Properties): lmtriad.v1.RereadRequest;

            /**
             * Encodes the specified RereadRequest message. Does not implicitly {@link lmtriad.v1.RereadRequest.verify|verify} messages.
             * @param message RereadRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RereadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RereadRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RereadRequest & lmtriad.v1.RereadRequest.$Shape} RereadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RereadRequest & lmtriad.v1.RereadRequest.$Shape;
        }

        namespace RereadRequest {

            /** Properties of a RereadRequest. */
            interface $Properties {

                /** RereadRequest vendor */
                vendor?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RereadRequest. */
            type $Shape = lmtriad.v1.RereadRequest.$Properties;
        }

        /**
         * Properties of a RereadResponse.
         * @deprecated Use lmtriad.v1.RereadResponse.$Properties instead.
         */
        interface IRereadResponse extends lmtriad.v1.RereadResponse.$Properties {
        }

        /** Represents a RereadResponse. */
        class RereadResponse {

            /**
             * Constructs a new RereadResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.RereadResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RereadResponse license. */
            license?: (lmtriad.v1.LicenseStatus.$Properties|null);

            /**
             * Creates a new RereadResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RereadResponse instance
             */
            static create(properties: lmtriad.v1.RereadResponse.$Shape): lmtriad.v1.RereadResponse & lmtriad.v1.RereadResponse.$Shape;
            static create(properties?: lmtriad.v1.RereadResponse.$Properties): lmtriad.v1.RereadResponse;

            /**
             * Encodes the specified RereadResponse message. Does not implicitly {@link lmtriad.v1.RereadResponse.verify|verify} messages.
             * @param message RereadResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.RereadResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RereadResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.RereadResponse & lmtriad.v1.RereadResponse.$Shape} RereadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.RereadResponse & lmtriad.v1.RereadResponse.$Shape;
        }

        namespace RereadResponse {

            /** Properties of a RereadResponse. */
            interface $Properties {

                /** RereadResponse license */
                license?: (lmtriad.v1.LicenseStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RereadResponse. */
            type $Shape = lmtriad.v1.RereadResponse.$Properties;
        }

        /**
         * Properties of a DownRequest.
         * @deprecated Use lmtriad.v1.DownRequest.$Properties instead.
         */
        interface IDownRequest extends lmtriad.v1.DownRequest.$Properties {
        }

        /** Represents a DownRequest. */
        class DownRequest {

            /**
             * Constructs a new DownRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.DownRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DownRequest force. */
            force: boolean;

            /**
             * Creates a new DownRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DownRequest instance
             */
            static create(properties: lmtriad.v1.DownRequest.$Shape): lmtriad.v1.DownRequest & lmtriad.v1.DownRequest.$Shape;
            static create(properties?: lmtriad.v1.DownRequest.$Properties): lmtriad.v1.DownRequest;

            /**
             * Encodes the specified DownRequest message. Does not implicitly {@link lmtriad.v1.DownRequest.verify|verify} messages.
             * @param message DownRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.DownRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DownRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.DownRequest & lmtriad.v1.DownRequest.$Shape} DownRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.DownRequest & lmtriad.v1.DownRequest.$Shape;
        }

        namespace DownRequest {

            /** Properties of a DownRequest. */
            interface $Properties {

                /** DownRequest force */
                force?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DownRequest. */
            type $Shape = lmtriad.v1.DownRequest.$Properties;
        }

        /**
         * Properties of a DownResponse.
         * @deprecated Use lmtriad.v1.DownResponse.$Properties instead.
         */
        interface IDownResponse extends lmtriad.v1.DownResponse.$Properties {
        }

        /** Represents a DownResponse. */
        class DownResponse {

            /**
             * Constructs a new DownResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.DownResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DownResponse server. */
            server: string;

            /**
             * Creates a new DownResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DownResponse instance
             */
            static create(properties: lmtriad.v1.DownResponse.$Shape): lmtriad.v1.DownResponse & lmtriad.v1.DownResponse.$Shape;
            static create(properties?: lmtriad.v1.DownResponse.$Properties): lmtriad.v1.DownResponse;

            /**
             * Encodes the specified DownResponse message. Does not implicitly {@link lmtriad.v1.DownResponse.verify|verify} messages.
             * @param message DownResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.DownResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DownResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.DownResponse & lmtriad.v1.DownResponse.$Shape} DownResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.DownResponse & lmtriad.v1.DownResponse.$Shape;
        }

        namespace DownResponse {

            /** Properties of a DownResponse. */
            interface $Properties {

                /** DownResponse server */
                server?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DownResponse. */
            type $Shape = lmtriad.v1.DownResponse.$Properties;
        }

        /**
         * Properties of a TransferMasterRequest.
         * @deprecated Use lmtriad.v1.TransferMasterRequest.$Properties instead.
         */
        interface ITransferMasterRequest extends lmtriad.v1.TransferMasterRequest.$Properties {
        }

        /** Represents a TransferMasterRequest. */
        class TransferMasterRequest {

            /**
             * Constructs a new TransferMasterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.TransferMasterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TransferMasterRequest server. */
            server: string;

            /** TransferMasterRequest holdSeconds. */
            holdSeconds: number;

            /**
             * Creates a new TransferMasterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TransferMasterRequest instance
             */
            static create(properties: lmtriad.v1.TransferMasterRequest.$Shape): lmtriad.v1.TransferMasterRequest & lmtriad.v1.TransferMasterRequest.$Shape;
            static create(properties?: lmtriad.v1.TransferMasterRequest.$Properties): lmtriad.v1.TransferMasterRequest;

            /**
             * Encodes the specified TransferMasterRequest message. Does not implicitly {@link lmtriad.v1.TransferMasterRequest.verify|verify} messages.
             * @param message TransferMasterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.TransferMasterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TransferMasterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.TransferMasterRequest & lmtriad.v1.TransferMasterRequest.$Shape} TransferMasterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.TransferMasterRequest & lmtriad.v1.TransferMasterRequest.$Shape;
        }

        namespace TransferMasterRequest {

            /** Properties of a TransferMasterRequest. */
            interface $Properties {

                /** TransferMasterRequest server */
                server?: (string|null);

                /** TransferMasterRequest holdSeconds */
                holdSeconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TransferMasterRequest. */
            type $Shape = lmtriad.v1.TransferMasterRequest.$Properties;
        }

        /**
         * Properties of a TransferMasterResponse.
         * @deprecated Use lmtriad.v1.TransferMasterResponse.$Properties instead.
         */
        interface ITransferMasterResponse extends lmtriad.v1.TransferMasterResponse.$Properties {
        }

        /** Represents a TransferMasterResponse. */
        class TransferMasterResponse {

            /**
             * Constructs a new TransferMasterResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.TransferMasterResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TransferMasterResponse master. */
            master?: (lmtriad.v1.MasterNews.$Properties|null);

            /**
             * Creates a new TransferMasterResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TransferMasterResponse instance
             */
            static create(properties: lmtriad.v1.TransferMasterResponse.$Shape): lmtriad.v1.TransferMasterResponse & lmtriad.v1.TransferMasterResponse.$Shape;
            static create(properties?: lmtriad.v1.TransferMasterResponse.$Properties): lmtriad.v1.TransferMasterResponse;

            /**
             * Encodes the specified TransferMasterResponse message. Does not implicitly {@link lmtriad.v1.TransferMasterResponse.verify|verify} messages.
             * @param message TransferMasterResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.TransferMasterResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TransferMasterResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.TransferMasterResponse & lmtriad.v1.TransferMasterResponse.$Shape} TransferMasterResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.TransferMasterResponse & lmtriad.v1.TransferMasterResponse.$Shape;
        }

        namespace TransferMasterResponse {

            /** Properties of a TransferMasterResponse. */
            interface $Properties {

                /** TransferMasterResponse master */
                master?: (lmtriad.v1.MasterNews.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TransferMasterResponse. */
            type $Shape = lmtriad.v1.TransferMasterResponse.$Properties;
        }

        /**
         * Properties of a SwitchLogRequest.
         * @deprecated Use lmtriad.v1.SwitchLogRequest.$Properties instead.
         */
        interface ISwitchLogRequest extends lmtriad.v1.SwitchLogRequest.$Properties {
        }

        /** Represents a SwitchLogRequest. */
        class SwitchLogRequest {

            /**
             * Constructs a new SwitchLogRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.SwitchLogRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SwitchLogRequest action. */
            action: lmtriad.v1.LogAction;

            /** SwitchLogRequest name. */
            name: string;

            /**
             * Creates a new SwitchLogRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SwitchLogRequest instance
             */
            static create(properties: lmtriad.v1.SwitchLogRequest.$Shape): lmtriad.v1.SwitchLogRequest & lmtriad.v1.SwitchLogRequest.$Shape;
            static create(properties?: lmtriad.v1.SwitchLogRequest.$Properties): lmtriad.v1.SwitchLogRequest;

            /**
             * Encodes the specified SwitchLogRequest message. Does not implicitly {@link lmtriad.v1.SwitchLogRequest.verify|verify} messages.
             * @param message SwitchLogRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.SwitchLogRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SwitchLogRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.SwitchLogRequest & lmtriad.v1.SwitchLogRequest.$Shape} SwitchLogRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.SwitchLogRequest & lmtriad.v1.SwitchLogRequest.$Shape;
        }

        namespace SwitchLogRequest {

            /** Properties of a SwitchLogRequest. */
            interface $Properties {

                /** SwitchLogRequest action */
                action?: (lmtriad.v1.LogAction|null);

                /** SwitchLogRequest name */
                name?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SwitchLogRequest. */
            type $Shape = lmtriad.v1.SwitchLogRequest.$Properties;
        }

        /** LogAction enum. */
        enum LogAction {

            /** LOG_ACTION_UNKNOWN value */
            LOG_ACTION_UNKNOWN = 0,

            /** LOG_ACTION_SWITCH_DEBUG value */
            LOG_ACTION_SWITCH_DEBUG = 1,

            /** LOG_ACTION_SWITCH_REPORT value */
            LOG_ACTION_SWITCH_REPORT = 2,

            /** LOG_ACTION_NEW_REPORT value */
            LOG_ACTION_NEW_REPORT = 3
        }

        /**
         * Properties of a SwitchLogResponse.
         * @deprecated Use lmtriad.v1.SwitchLogResponse.$Properties instead.
         */
        interface ISwitchLogResponse extends lmtriad.v1.SwitchLogResponse.$Properties {
        }

        /** Represents a SwitchLogResponse. */
        class SwitchLogResponse {

            /**
             * Constructs a new SwitchLogResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lmtriad.v1.SwitchLogResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SwitchLogResponse server. */
            server: string;

            /**
             * Creates a new SwitchLogResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SwitchLogResponse instance
             */
            static create(properties: lmtriad.v1.SwitchLogResponse.$Shape): lmtriad.v1.SwitchLogResponse & lmtriad.v1.SwitchLogResponse.$Shape;
            static create(properties?: lmtriad.v1.SwitchLogResponse.$Properties): lmtriad.v1.SwitchLogResponse;

            /**
             * Encodes the specified SwitchLogResponse message. Does not implicitly {@link lmtriad.v1.SwitchLogResponse.verify|verify} messages.
             * @param message SwitchLogResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lmtriad.v1.SwitchLogResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SwitchLogResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lmtriad.v1.SwitchLogResponse & lmtriad.v1.SwitchLogResponse.$Shape} SwitchLogResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.v1.SwitchLogResponse & lmtriad.v1.SwitchLogResponse.$Shape;
        }

        namespace SwitchLogResponse {

            /** Properties of a SwitchLogResponse. */
            interface $Properties {

                /** SwitchLogResponse server */
                server?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SwitchLogResponse. */
            type $Shape = lmtriad.v1.SwitchLogResponse.$Properties;
        }
    }

    /** Namespace peer. */
    namespace peer {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Frame.
             * @deprecated Use lmtriad.peer.v1.Frame.$Properties instead.
             */
            interface IFrame extends lmtriad.peer.v1.Frame.$Properties {
            }

            /** Represents a Frame. */
            class Frame {

                /**
                 * Constructs a new Frame.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.Frame.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Frame handshake. */
                handshake?: (lmtriad.peer.v1.Handshake.$Properties|null);

                /** Frame messages. */
                messages: lmtriad.peer.v1.RaftMessage.$Properties[];

                /** Frame date. */
                date: number;

                /** Frame holdings. */
                holdings?: (lmtriad.peer.v1.Holdings.$Properties|null);

                /**
                 * Creates a new Frame instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Frame instance
                 */
                static create(properties: lmtriad.peer.v1.Frame.$Shape): lmtriad.peer.v1.Frame & lmtriad.peer.v1.Frame.$Shape;
                static create(properties?: lmtriad.peer.v1.Frame.$Properties): lmtriad.peer.v1.Frame;

                /**
                 * Encodes the specified Frame message. Does not implicitly {@link lmtriad.peer.v1.Frame.verify|verify} messages.
                 * @param message Frame message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Frame message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.Frame & lmtriad.peer.v1.Frame.$Shape} Frame
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.Frame & lmtriad.peer.v1.Frame.$Shape;
            }

            namespace Frame {

                /** Properties of a Frame. */
                interface $Properties {

                    /** Frame handshake */
                    handshake?: (lmtriad.peer.v1.Handshake.$Properties|null);

                    /** Frame messages */
                    messages?: (lmtriad.peer.v1.RaftMessage.$Properties[]|null);

                    /** Frame date */
                    date?: (number|null);

                    /** Frame holdings */
                    holdings?: (lmtriad.peer.v1.Holdings.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Frame. */
                type $Shape = lmtriad.peer.v1.Frame.$Properties;
            }

            /**
             * Properties of a Handshake.
             * @deprecated Use lmtriad.peer.v1.Handshake.$Properties instead.
             */
            interface IHandshake extends lmtriad.peer.v1.Handshake.$Properties {
            }

            /** Represents a Handshake. */
            class Handshake {

                /**
                 * Constructs a new Handshake.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.Handshake.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Handshake protocol. */
                protocol: number;

                /** Handshake clusterId. */
                clusterId: string;

                /** Handshake incarnation. */
                incarnation: number;

                /** Handshake server. */
                server: string;

                /** Handshake version. */
                version: string;

                /** Handshake toIncarnation. */
                toIncarnation: number;

                /**
                 * Creates a new Handshake instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Handshake instance
                 */
                static create(properties: lmtriad.peer.v1.Handshake.$Shape): lmtriad.peer.v1.Handshake & lmtriad.peer.v1.Handshake.$Shape;
                static create(properties?: lmtriad.peer.v1.Handshake.$Properties): lmtriad.peer.v1.Handshake;

                /**
                 * Encodes the specified Handshake message. Does not implicitly {@link lmtriad.peer.v1.Handshake.verify|verify} messages.
                 * @param message Handshake message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.Handshake.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Handshake message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.Handshake & lmtriad.peer.v1.Handshake.$Shape} Handshake
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.Handshake & lmtriad.peer.v1.Handshake.$Shape;
            }

            namespace Handshake {

                /** Properties of a Handshake. */
                interface $Properties {

                    /** Handshake protocol */
                    protocol?: (number|null);

                    /** Handshake clusterId */
                    clusterId?: (string|null);

                    /** Handshake incarnation */
                    incarnation?: (number|null);

                    /** Handshake server */
                    server?: (string|null);

                    /** Handshake version */
                    version?: (string|null);

                    /** Handshake toIncarnation */
                    toIncarnation?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Handshake. */
                type $Shape = lmtriad.peer.v1.Handshake.$Properties;
            }

            /**
             * Properties of a Holdings.
             * @deprecated Use lmtriad.peer.v1.Holdings.$Properties instead.
             */
            interface IHoldings extends lmtriad.peer.v1.Holdings.$Properties {
            }

            /** Represents a Holdings. */
            class Holdings {

                /**
                 * Constructs a new Holdings.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.Holdings.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Holdings licenseHash. */
                licenseHash: string;

                /** Holdings revision. */
                revision: string;

                /** Holdings serverOrder. */
                serverOrder: string[];

                /** Holdings logVersion. */
                logVersion: number;

                /** Holdings diskPendingMilliseconds. */
                diskPendingMilliseconds: number;

                /** Holdings noMaster. */
                noMaster: boolean;

                /** Holdings license. */
                license: Uint8Array;

                /** Holdings rereads. */
                rereads: number;

                /** Holdings licenseContent. */
                licenseContent: string;

                /**
                 * Creates a new Holdings instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Holdings instance
                 */
                static create(properties: lmtriad.peer.v1.Holdings.$Shape): lmtriad.peer.v1.Holdings & lmtriad.peer.v1.Holdings.$Shape;
                static create(properties?: lmtriad.peer.v1.Holdings.$Properties): lmtriad.peer.v1.Holdings;

                /**
                 * Encodes the specified Holdings message. Does not implicitly {@link lmtriad.peer.v1.Holdings.verify|verify} messages.
                 * @param message Holdings message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.Holdings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Holdings message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.Holdings & lmtriad.peer.v1.Holdings.$Shape} Holdings
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.Holdings & lmtriad.peer.v1.Holdings.$Shape;
            }

            namespace Holdings {

                /** Properties of a Holdings. */
                interface $Properties {

                    /** Holdings licenseHash */
                    licenseHash?: (string|null);

                    /** Holdings revision */
                    revision?: (string|null);

                    /** Holdings serverOrder */
                    serverOrder?: (string[]|null);

                    /** Holdings logVersion */
                    logVersion?: (number|null);

                    /** Holdings diskPendingMilliseconds */
                    diskPendingMilliseconds?: (number|null);

                    /** Holdings noMaster */
                    noMaster?: (boolean|null);

                    /** Holdings license */
                    license?: (Uint8Array|null);

                    /** Holdings rereads */
                    rereads?: (number|null);

                    /** Holdings licenseContent */
                    licenseContent?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Holdings. */
                type $Shape = lmtriad.peer.v1.Holdings.$Properties;
            }

            /**
             * Properties of a RaftEntry.
             * @deprecated Use lmtriad.peer.v1.RaftEntry.$Properties instead.
             */
            interface IRaftEntry extends lmtriad.peer.v1.RaftEntry.$Properties {
            }

            /** Represents a RaftEntry. */
            class RaftEntry {

                /**
                 * Constructs a new RaftEntry.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.RaftEntry.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaftEntry term. */
                term: number;

                /** RaftEntry index. */
                index: number;

                /** RaftEntry type. */
                type: number;

                /** RaftEntry data. */
                data: Uint8Array;

                /**
                 * Creates a new RaftEntry instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftEntry instance
                 */
                static create(properties: lmtriad.peer.v1.RaftEntry.$Shape): lmtriad.peer.v1.RaftEntry & lmtriad.peer.v1.RaftEntry.$Shape;
                static create(properties?: lmtriad.peer.v1.RaftEntry.$Properties): lmtriad.peer.v1.RaftEntry;

                /**
                 * Encodes the specified RaftEntry message. Does not implicitly {@link lmtriad.peer.v1.RaftEntry.verify|verify} messages.
                 * @param message RaftEntry message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.RaftEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftEntry message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.RaftEntry & lmtriad.peer.v1.RaftEntry.$Shape} RaftEntry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.RaftEntry & lmtriad.peer.v1.RaftEntry.$Shape;
            }

            namespace RaftEntry {

                /** Properties of a RaftEntry. */
                interface $Properties {

                    /** RaftEntry term */
                    term?: (number|null);

                    /** RaftEntry index */
                    index?: (number|null);

                    /** RaftEntry type */
                    type?: (number|null);

                    /** RaftEntry data */
                    data?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaftEntry. */
                type $Shape = lmtriad.peer.v1.RaftEntry.$Properties;
            }

            /**
             * Properties of a RaftConfState.
             * @deprecated Use lmtriad.peer.v1.RaftConfState.$Properties instead.
             */
            interface IRaftConfState extends lmtriad.peer.v1.RaftConfState.$Properties {
            }

            /** Represents a RaftConfState. */
            class RaftConfState {

                /**
                 * Constructs a new RaftConfState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.RaftConfState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaftConfState voters. */
                voters: number[];

                /** RaftConfState learners. */
                learners: number[];

                /** RaftConfState votersOutgoing. */
                votersOutgoing: number[];

                /** RaftConfState learnersNext. */
                learnersNext: number[];

                /** RaftConfState autoLeave. */
                autoLeave: boolean;

                /**
                 * Creates a new RaftConfState instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftConfState instance
                 */
                static create(properties: lmtriad.peer.v1.RaftConfState.$Shape): lmtriad.peer.v1.RaftConfState & lmtriad.peer.v1.RaftConfState.$Shape;
                static create(properties?: lmtriad.peer.v1.RaftConfState.$Properties): lmtriad.peer.v1.RaftConfState;

                /**
                 * Encodes the specified RaftConfState message. Does not implicitly {@link lmtriad.peer.v1.RaftConfState.verify|verify} messages.
                 * @param message RaftConfState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.RaftConfState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftConfState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.RaftConfState & lmtriad.peer.v1.RaftConfState.$Shape} RaftConfState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.RaftConfState & lmtriad.peer.v1.RaftConfState.$Shape;
            }

            namespace RaftConfState {

                /** Properties of a RaftConfState. */
                interface $Properties {

                    /** RaftConfState voters */
                    voters?: (number[]|null);

                    /** RaftConfState learners */
                    learners?: (number[]|null);

                    /** RaftConfState votersOutgoing */
                    votersOutgoing?: (number[]|null);

                    /** RaftConfState learnersNext */
                    learnersNext?: (number[]|null);

                    /** RaftConfState autoLeave */
                    autoLeave?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaftConfState. */
                type $Shape = lmtriad.peer.v1.RaftConfState.$Properties;
            }

            /**
             * Properties of a RaftSnapshot.
             * @deprecated Use lmtriad.peer.v1.RaftSnapshot.$Properties instead.
             */
            interface IRaftSnapshot extends lmtriad.peer.v1.RaftSnapshot.$Properties {
            }

            /** Represents a RaftSnapshot. */
            class RaftSnapshot {

                /**
                 * Constructs a new RaftSnapshot.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.RaftSnapshot.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaftSnapshot confState. */
                confState?: (lmtriad.peer.v1.RaftConfState.$Properties|null);

                /** RaftSnapshot index. */
                index: number;

                /** RaftSnapshot term. */
                term: number;

                /** RaftSnapshot data. */
                data: Uint8Array;

                /** RaftSnapshot offset. */
                offset: number;

                /** RaftSnapshot total. */
                total: number;

                /**
                 * Creates a new RaftSnapshot instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftSnapshot instance
                 */
                static create(properties: lmtriad.peer.v1.RaftSnapshot.$Shape): lmtriad.peer.v1.RaftSnapshot & lmtriad.peer.v1.RaftSnapshot.$Shape;
                static create(properties?: lmtriad.peer.v1.RaftSnapshot.$Properties): lmtriad.peer.v1.RaftSnapshot;

                /**
                 * Encodes the specified RaftSnapshot message. Does not implicitly {@link lmtriad.peer.v1.RaftSnapshot.verify|verify} messages.
                 * @param message RaftSnapshot message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.RaftSnapshot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftSnapshot message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.RaftSnapshot & lmtriad.peer.v1.RaftSnapshot.$Shape} RaftSnapshot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.RaftSnapshot & lmtriad.peer.v1.RaftSnapshot.$Shape;
            }

            namespace RaftSnapshot {

                /** Properties of a RaftSnapshot. */
                interface $Properties {

                    /** RaftSnapshot confState */
                    confState?: (lmtriad.peer.v1.RaftConfState.$Properties|null);

                    /** RaftSnapshot index */
                    index?: (number|null);

                    /** RaftSnapshot term */
                    term?: (number|null);

                    /** RaftSnapshot data */
                    data?: (Uint8Array|null);

                    /** RaftSnapshot offset */
                    offset?: (number|null);

                    /** RaftSnapshot total */
                    total?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaftSnapshot. */
                type $Shape = lmtriad.peer.v1.RaftSnapshot.$Properties;
            }

            /**
             * Properties of a RaftMessage.
             * @deprecated Use lmtriad.peer.v1.RaftMessage.$Properties instead.
             */
            interface IRaftMessage extends lmtriad.peer.v1.RaftMessage.$Properties {
            }

            /** Represents a RaftMessage. */
            class RaftMessage {

                /**
                 * Constructs a new RaftMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.RaftMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaftMessage type. */
                type: number;

                /** RaftMessage to. */
                to: number;

                /** RaftMessage from. */
                from: number;

                /** RaftMessage term. */
                term: number;

                /** RaftMessage logTerm. */
                logTerm: number;

                /** RaftMessage index. */
                index: number;

                /** RaftMessage entries. */
                entries: lmtriad.peer.v1.RaftEntry.$Properties[];

                /** RaftMessage commit. */
                commit: number;

                /** RaftMessage vote. */
                vote: number;

                /** RaftMessage snapshot. */
                snapshot?: (lmtriad.peer.v1.RaftSnapshot.$Properties|null);

                /** RaftMessage reject. */
                reject: boolean;

                /** RaftMessage rejectHint. */
                rejectHint: number;

                /** RaftMessage context. */
                context: Uint8Array;

                /**
                 * Creates a new RaftMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftMessage instance
                 */
                static create(properties: lmtriad.peer.v1.RaftMessage.$Shape): lmtriad.peer.v1.RaftMessage & lmtriad.peer.v1.RaftMessage.$Shape;
                static create(properties?: lmtriad.peer.v1.RaftMessage.$Properties): lmtriad.peer.v1.RaftMessage;

                /**
                 * Encodes the specified RaftMessage message. Does not implicitly {@link lmtriad.peer.v1.RaftMessage.verify|verify} messages.
                 * @param message RaftMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.RaftMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.RaftMessage & lmtriad.peer.v1.RaftMessage.$Shape} RaftMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.RaftMessage & lmtriad.peer.v1.RaftMessage.$Shape;
            }

            namespace RaftMessage {

                /** Properties of a RaftMessage. */
                interface $Properties {

                    /** RaftMessage type */
                    type?: (number|null);

                    /** RaftMessage to */
                    to?: (number|null);

                    /** RaftMessage from */
                    from?: (number|null);

                    /** RaftMessage term */
                    term?: (number|null);

                    /** RaftMessage logTerm */
                    logTerm?: (number|null);

                    /** RaftMessage index */
                    index?: (number|null);

                    /** RaftMessage entries */
                    entries?: (lmtriad.peer.v1.RaftEntry.$Properties[]|null);

                    /** RaftMessage commit */
                    commit?: (number|null);

                    /** RaftMessage vote */
                    vote?: (number|null);

                    /** RaftMessage snapshot */
                    snapshot?: (lmtriad.peer.v1.RaftSnapshot.$Properties|null);

                    /** RaftMessage reject */
                    reject?: (boolean|null);

                    /** RaftMessage rejectHint */
                    rejectHint?: (number|null);

                    /** RaftMessage context */
                    context?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaftMessage. */
                type $Shape = lmtriad.peer.v1.RaftMessage.$Properties;
            }

            /**
             * Properties of a HelloRequest.
             * @deprecated Use lmtriad.peer.v1.HelloRequest.$Properties instead.
             */
            interface IHelloRequest extends lmtriad.peer.v1.HelloRequest.$Properties {
            }

            /** Represents a HelloRequest. */
            class HelloRequest {

                /**
                 * Constructs a new HelloRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.HelloRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HelloRequest server. */
                server: string;

                /** HelloRequest incarnation. */
                incarnation: number;

                /** HelloRequest clusterId. */
                clusterId: string;

                /**
                 * Creates a new HelloRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HelloRequest instance
                 */
                static create(properties: lmtriad.peer.v1.HelloRequest.$Shape): lmtriad.peer.v1.HelloRequest & lmtriad.peer.v1.HelloRequest.$Shape;
                static create(properties?: lmtriad.peer.v1.HelloRequest.$Properties): lmtriad.peer.v1.HelloRequest;

                /**
                 * Encodes the specified HelloRequest message. Does not implicitly {@link lmtriad.peer.v1.HelloRequest.verify|verify} messages.
                 * @param message HelloRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.HelloRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HelloRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.HelloRequest & lmtriad.peer.v1.HelloRequest.$Shape} HelloRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.HelloRequest & lmtriad.peer.v1.HelloRequest.$Shape;
            }

            namespace HelloRequest {

                /** Properties of a HelloRequest. */
                interface $Properties {

                    /** HelloRequest server */
                    server?: (string|null);

                    /** HelloRequest incarnation */
                    incarnation?: (number|null);

                    /** HelloRequest clusterId */
                    clusterId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HelloRequest. */
                type $Shape = lmtriad.peer.v1.HelloRequest.$Properties;
            }

            /**
             * Properties of a HelloResponse.
             * @deprecated Use lmtriad.peer.v1.HelloResponse.$Properties instead.
             */
            interface IHelloResponse extends lmtriad.peer.v1.HelloResponse.$Properties {
            }

            /** Represents a HelloResponse. */
            class HelloResponse {

                /**
                 * Constructs a new HelloResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.HelloResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HelloResponse protocol. */
                protocol: number;

                /** HelloResponse server. */
                server: string;

                /** HelloResponse incarnation. */
                incarnation: number;

                /** HelloResponse clusterId. */
                clusterId: string;

                /** HelloResponse agreed. */
                agreed?: (lmtriad.peer.v1.Composition.$Properties|null);

                /** HelloResponse holdsEntries. */
                holdsEntries: boolean;

                /** HelloResponse master. */
                master: string;

                /** HelloResponse term. */
                term: number;

                /** HelloResponse former. */
                former: number[];

                /**
                 * Creates a new HelloResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HelloResponse instance
                 */
                static create(properties: lmtriad.peer.v1.HelloResponse.$Shape): lmtriad.peer.v1.HelloResponse & lmtriad.peer.v1.HelloResponse.$Shape;
                static create(properties?: lmtriad.peer.v1.HelloResponse.$Properties): lmtriad.peer.v1.HelloResponse;

                /**
                 * Encodes the specified HelloResponse message. Does not implicitly {@link lmtriad.peer.v1.HelloResponse.verify|verify} messages.
                 * @param message HelloResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.HelloResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HelloResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.HelloResponse & lmtriad.peer.v1.HelloResponse.$Shape} HelloResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.HelloResponse & lmtriad.peer.v1.HelloResponse.$Shape;
            }

            namespace HelloResponse {

                /** Properties of a HelloResponse. */
                interface $Properties {

                    /** HelloResponse protocol */
                    protocol?: (number|null);

                    /** HelloResponse server */
                    server?: (string|null);

                    /** HelloResponse incarnation */
                    incarnation?: (number|null);

                    /** HelloResponse clusterId */
                    clusterId?: (string|null);

                    /** HelloResponse agreed */
                    agreed?: (lmtriad.peer.v1.Composition.$Properties|null);

                    /** HelloResponse holdsEntries */
                    holdsEntries?: (boolean|null);

                    /** HelloResponse master */
                    master?: (string|null);

                    /** HelloResponse term */
                    term?: (number|null);

                    /** HelloResponse former */
                    former?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HelloResponse. */
                type $Shape = lmtriad.peer.v1.HelloResponse.$Properties;
            }

            /**
             * Properties of a Composition.
             * @deprecated Use lmtriad.peer.v1.Composition.$Properties instead.
             */
            interface IComposition extends lmtriad.peer.v1.Composition.$Properties {
            }

            /** Represents a Composition. */
            class Composition {

                /**
                 * Constructs a new Composition.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.Composition.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Composition clusterId. */
                clusterId: string;

                /** Composition slots. */
                slots: lmtriad.peer.v1.Slot.$Properties[];

                /**
                 * Creates a new Composition instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Composition instance
                 */
                static create(properties: lmtriad.peer.v1.Composition.$Shape): lmtriad.peer.v1.Composition & lmtriad.peer.v1.Composition.$Shape;
                static create(properties?: lmtriad.peer.v1.Composition.$Properties): lmtriad.peer.v1.Composition;

                /**
                 * Encodes the specified Composition message. Does not implicitly {@link lmtriad.peer.v1.Composition.verify|verify} messages.
                 * @param message Composition message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.Composition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Composition message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.Composition & lmtriad.peer.v1.Composition.$Shape} Composition
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.Composition & lmtriad.peer.v1.Composition.$Shape;
            }

            namespace Composition {

                /** Properties of a Composition. */
                interface $Properties {

                    /** Composition clusterId */
                    clusterId?: (string|null);

                    /** Composition slots */
                    slots?: (lmtriad.peer.v1.Slot.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Composition. */
                type $Shape = lmtriad.peer.v1.Composition.$Properties;
            }

            /**
             * Properties of a Slot.
             * @deprecated Use lmtriad.peer.v1.Slot.$Properties instead.
             */
            interface ISlot extends lmtriad.peer.v1.Slot.$Properties {
            }

            /** Represents a Slot. */
            class Slot {

                /**
                 * Constructs a new Slot.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.Slot.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Slot server. */
                server: string;

                /** Slot incarnation. */
                incarnation: number;

                /**
                 * Creates a new Slot instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Slot instance
                 */
                static create(properties: lmtriad.peer.v1.Slot.$Shape): lmtriad.peer.v1.Slot & lmtriad.peer.v1.Slot.$Shape;
                static create(properties?: lmtriad.peer.v1.Slot.$Properties): lmtriad.peer.v1.Slot;

                /**
                 * Encodes the specified Slot message. Does not implicitly {@link lmtriad.peer.v1.Slot.verify|verify} messages.
                 * @param message Slot message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.Slot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Slot message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.Slot & lmtriad.peer.v1.Slot.$Shape} Slot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.Slot & lmtriad.peer.v1.Slot.$Shape;
            }

            namespace Slot {

                /** Properties of a Slot. */
                interface $Properties {

                    /** Slot server */
                    server?: (string|null);

                    /** Slot incarnation */
                    incarnation?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Slot. */
                type $Shape = lmtriad.peer.v1.Slot.$Properties;
            }

            /**
             * Properties of an AgreeRequest.
             * @deprecated Use lmtriad.peer.v1.AgreeRequest.$Properties instead.
             */
            interface IAgreeRequest extends lmtriad.peer.v1.AgreeRequest.$Properties {
            }

            /** Represents an AgreeRequest. */
            class AgreeRequest {

                /**
                 * Constructs a new AgreeRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.AgreeRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AgreeRequest composition. */
                composition?: (lmtriad.peer.v1.Composition.$Properties|null);

                /**
                 * Creates a new AgreeRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AgreeRequest instance
                 */
                static create(properties: lmtriad.peer.v1.AgreeRequest.$Shape): lmtriad.peer.v1.AgreeRequest & lmtriad.peer.v1.AgreeRequest.$Shape;
                static create(properties?: lmtriad.peer.v1.AgreeRequest.$Properties): lmtriad.peer.v1.AgreeRequest;

                /**
                 * Encodes the specified AgreeRequest message. Does not implicitly {@link lmtriad.peer.v1.AgreeRequest.verify|verify} messages.
                 * @param message AgreeRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.AgreeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AgreeRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.AgreeRequest & lmtriad.peer.v1.AgreeRequest.$Shape} AgreeRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.AgreeRequest & lmtriad.peer.v1.AgreeRequest.$Shape;
            }

            namespace AgreeRequest {

                /** Properties of an AgreeRequest. */
                interface $Properties {

                    /** AgreeRequest composition */
                    composition?: (lmtriad.peer.v1.Composition.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AgreeRequest. */
                type $Shape = lmtriad.peer.v1.AgreeRequest.$Properties;
            }

            /**
             * Properties of an AgreeResponse.
             * @deprecated Use lmtriad.peer.v1.AgreeResponse.$Properties instead.
             */
            interface IAgreeResponse extends lmtriad.peer.v1.AgreeResponse.$Properties {
            }

            /** Represents an AgreeResponse. */
            class AgreeResponse {

                /**
                 * Constructs a new AgreeResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.AgreeResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AgreeResponse agreed. */
                agreed?: (lmtriad.peer.v1.Composition.$Properties|null);

                /**
                 * Creates a new AgreeResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AgreeResponse instance
                 */
                static create(properties: lmtriad.peer.v1.AgreeResponse.$Shape): lmtriad.peer.v1.AgreeResponse & lmtriad.peer.v1.AgreeResponse.$Shape;
                static create(properties?: lmtriad.peer.v1.AgreeResponse.$Properties): lmtriad.peer.v1.AgreeResponse;

                /**
                 * Encodes the specified AgreeResponse message. Does not implicitly {@link lmtriad.peer.v1.AgreeResponse.verify|verify} messages.
                 * @param message AgreeResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.AgreeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AgreeResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.AgreeResponse & lmtriad.peer.v1.AgreeResponse.$Shape} AgreeResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.AgreeResponse & lmtriad.peer.v1.AgreeResponse.$Shape;
            }

            namespace AgreeResponse {

                /** Properties of an AgreeResponse. */
                interface $Properties {

                    /** AgreeResponse agreed */
                    agreed?: (lmtriad.peer.v1.Composition.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AgreeResponse. */
                type $Shape = lmtriad.peer.v1.AgreeResponse.$Properties;
            }

            /**
             * Properties of a JoinRequest.
             * @deprecated Use lmtriad.peer.v1.JoinRequest.$Properties instead.
             */
            interface IJoinRequest extends lmtriad.peer.v1.JoinRequest.$Properties {
            }

            /** Represents a JoinRequest. */
            class JoinRequest {

                /**
                 * Constructs a new JoinRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.JoinRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JoinRequest clusterId. */
                clusterId: string;

                /** JoinRequest server. */
                server: string;

                /** JoinRequest incarnation. */
                incarnation: number;

                /** JoinRequest logVersion. */
                logVersion: number;

                /**
                 * Creates a new JoinRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns JoinRequest instance
                 */
                static create(properties: lmtriad.peer.v1.JoinRequest.$Shape): lmtriad.peer.v1.JoinRequest & lmtriad.peer.v1.JoinRequest.$Shape;
                static create(properties?: lmtriad.peer.v1.JoinRequest.$Properties): lmtriad.peer.v1.JoinRequest;

                /**
                 * Encodes the specified JoinRequest message. Does not implicitly {@link lmtriad.peer.v1.JoinRequest.verify|verify} messages.
                 * @param message JoinRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.JoinRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.JoinRequest & lmtriad.peer.v1.JoinRequest.$Shape} JoinRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.JoinRequest & lmtriad.peer.v1.JoinRequest.$Shape;
            }

            namespace JoinRequest {

                /** Properties of a JoinRequest. */
                interface $Properties {

                    /** JoinRequest clusterId */
                    clusterId?: (string|null);

                    /** JoinRequest server */
                    server?: (string|null);

                    /** JoinRequest incarnation */
                    incarnation?: (number|null);

                    /** JoinRequest logVersion */
                    logVersion?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinRequest. */
                type $Shape = lmtriad.peer.v1.JoinRequest.$Properties;
            }

            /**
             * Properties of a JoinResponse.
             * @deprecated Use lmtriad.peer.v1.JoinResponse.$Properties instead.
             */
            interface IJoinResponse extends lmtriad.peer.v1.JoinResponse.$Properties {
            }

            /** Represents a JoinResponse. */
            class JoinResponse {

                /**
                 * Constructs a new JoinResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.peer.v1.JoinResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JoinResponse voter. */
                voter: boolean;

                /** JoinResponse accepted. */
                accepted: boolean;

                /** JoinResponse master. */
                master: string;

                /** JoinResponse clusterId. */
                clusterId: string;

                /**
                 * Creates a new JoinResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns JoinResponse instance
                 */
                static create(properties: lmtriad.peer.v1.JoinResponse.$Shape): lmtriad.peer.v1.JoinResponse & lmtriad.peer.v1.JoinResponse.$Shape;
                static create(properties?: lmtriad.peer.v1.JoinResponse.$Properties): lmtriad.peer.v1.JoinResponse;

                /**
                 * Encodes the specified JoinResponse message. Does not implicitly {@link lmtriad.peer.v1.JoinResponse.verify|verify} messages.
                 * @param message JoinResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.peer.v1.JoinResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.peer.v1.JoinResponse & lmtriad.peer.v1.JoinResponse.$Shape} JoinResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.peer.v1.JoinResponse & lmtriad.peer.v1.JoinResponse.$Shape;
            }

            namespace JoinResponse {

                /** Properties of a JoinResponse. */
                interface $Properties {

                    /** JoinResponse voter */
                    voter?: (boolean|null);

                    /** JoinResponse accepted */
                    accepted?: (boolean|null);

                    /** JoinResponse master */
                    master?: (string|null);

                    /** JoinResponse clusterId */
                    clusterId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinResponse. */
                type $Shape = lmtriad.peer.v1.JoinResponse.$Properties;
            }
        }
    }

    /** Namespace log. */
    namespace log {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Batch.
             * @deprecated Use lmtriad.log.v1.Batch.$Properties instead.
             */
            interface IBatch extends lmtriad.log.v1.Batch.$Properties {
            }

            /** Represents a Batch. */
            class Batch {

                /**
                 * Constructs a new Batch.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Batch.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Batch version. */
                version: number;

                /** Batch leaseTime. */
                leaseTime: number;

                /** Batch date. */
                date: number;

                /** Batch commands. */
                commands: lmtriad.log.v1.Command.$Properties[];

                /**
                 * Creates a new Batch instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Batch instance
                 */
                static create(properties: lmtriad.log.v1.Batch.$Shape): lmtriad.log.v1.Batch & lmtriad.log.v1.Batch.$Shape;
                static create(properties?: lmtriad.log.v1.Batch.$Properties): lmtriad.log.v1.Batch;

                /**
                 * Encodes the specified Batch message. Does not implicitly {@link lmtriad.log.v1.Batch.verify|verify} messages.
                 * @param message Batch message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Batch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Batch message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Batch & lmtriad.log.v1.Batch.$Shape} Batch
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Batch & lmtriad.log.v1.Batch.$Shape;
            }

            namespace Batch {

                /** Properties of a Batch. */
                interface $Properties {

                    /** Batch version */
                    version?: (number|null);

                    /** Batch leaseTime */
                    leaseTime?: (number|null);

                    /** Batch date */
                    date?: (number|null);

                    /** Batch commands */
                    commands?: (lmtriad.log.v1.Command.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Batch. */
                type $Shape = {
                  version?: number|null;
                  leaseTime?: number|null;
                  date?: number|null;
                  commands?: lmtriad.log.v1.Command.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Command.
             * @deprecated Use lmtriad.log.v1.Command.$Properties instead.
             */
            interface ICommand extends lmtriad.log.v1.Command.$Properties {
            }

            /** Represents a Command. */
            class Command {

                /**
                 * Constructs a new Command.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Command.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Command openSession. */
                openSession?: (lmtriad.log.v1.OpenSession.$Properties|null);

                /** Command endSession. */
                endSession?: (lmtriad.log.v1.EndSession.$Properties|null);

                /** Command checkout. */
                checkout?: (lmtriad.log.v1.Checkout.$Properties|null);

                /** Command checkin. */
                checkin?: (lmtriad.log.v1.Checkin.$Properties|null);

                /** Command cancel. */
                cancel?: (lmtriad.log.v1.Cancel.$Properties|null);

                /** Command markSilent. */
                markSilent?: (lmtriad.log.v1.MarkSilent.$Properties|null);

                /** Command renew. */
                renew?: (lmtriad.log.v1.Renew.$Properties|null);

                /** Command expireSession. */
                expireSession?: (lmtriad.log.v1.ExpireSession.$Properties|null);

                /** Command revoke. */
                revoke?: (lmtriad.log.v1.Revoke.$Properties|null);

                /** Command finishRevocation. */
                finishRevocation?: (lmtriad.log.v1.FinishRevocation.$Properties|null);

                /** Command setLicense. */
                setLicense?: (lmtriad.log.v1.SetLicense.$Properties|null);

                /** Command setHold. */
                setHold?: (lmtriad.log.v1.SetHold.$Properties|null);

                /** Command setOrder. */
                setOrder?: (lmtriad.log.v1.SetOrder.$Properties|null);

                /** Command raiseVersion. */
                raiseVersion?: (lmtriad.log.v1.RaiseVersion.$Properties|null);

                /** Command setMembers. */
                setMembers?: (lmtriad.log.v1.SetMembers.$Properties|null);

                /** Command setLeaseTime. */
                setLeaseTime?: (lmtriad.log.v1.SetLeaseTime.$Properties|null);

                /** Command freeLingering. */
                freeLingering?: (lmtriad.log.v1.FreeLingering.$Properties|null);

                /** Command setBorrowKey. */
                setBorrowKey?: (lmtriad.log.v1.SetBorrowKey.$Properties|null);

                /** Command returnBorrow. */
                returnBorrow?: (lmtriad.log.v1.ReturnBorrow.$Properties|null);

                /** Command endBorrow. */
                endBorrow?: (lmtriad.log.v1.EndBorrow.$Properties|null);

                /** Command command. */
                command?: ("openSession"|"endSession"|"checkout"|"checkin"|"cancel"|"markSilent"|"renew"|"expireSession"|"revoke"|"finishRevocation"|"setLicense"|"setHold"|"setOrder"|"raiseVersion"|"setMembers"|"setLeaseTime"|"freeLingering"|"setBorrowKey"|"returnBorrow"|"endBorrow");

                /**
                 * Creates a new Command instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Command instance
                 */
                static create(properties: lmtriad.log.v1.Command.$Shape): lmtriad.log.v1.Command & lmtriad.log.v1.Command.$Shape;
                static create(properties?: lmtriad.log.v1.Command.$Properties): lmtriad.log.v1.Command;

                /**
                 * Encodes the specified Command message. Does not implicitly {@link lmtriad.log.v1.Command.verify|verify} messages.
                 * @param message Command message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Command message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Command & lmtriad.log.v1.Command.$Shape} Command
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Command & lmtriad.log.v1.Command.$Shape;
            }

            namespace Command {

                /** Properties of a Command. */
                interface $Properties {

                    /** Command openSession */
                    openSession?: (lmtriad.log.v1.OpenSession.$Properties|null);

                    /** Command endSession */
                    endSession?: (lmtriad.log.v1.EndSession.$Properties|null);

                    /** Command checkout */
                    checkout?: (lmtriad.log.v1.Checkout.$Properties|null);

                    /** Command checkin */
                    checkin?: (lmtriad.log.v1.Checkin.$Properties|null);

                    /** Command cancel */
                    cancel?: (lmtriad.log.v1.Cancel.$Properties|null);

                    /** Command markSilent */
                    markSilent?: (lmtriad.log.v1.MarkSilent.$Properties|null);

                    /** Command renew */
                    renew?: (lmtriad.log.v1.Renew.$Properties|null);

                    /** Command expireSession */
                    expireSession?: (lmtriad.log.v1.ExpireSession.$Properties|null);

                    /** Command revoke */
                    revoke?: (lmtriad.log.v1.Revoke.$Properties|null);

                    /** Command finishRevocation */
                    finishRevocation?: (lmtriad.log.v1.FinishRevocation.$Properties|null);

                    /** Command setLicense */
                    setLicense?: (lmtriad.log.v1.SetLicense.$Properties|null);

                    /** Command setHold */
                    setHold?: (lmtriad.log.v1.SetHold.$Properties|null);

                    /** Command setOrder */
                    setOrder?: (lmtriad.log.v1.SetOrder.$Properties|null);

                    /** Command raiseVersion */
                    raiseVersion?: (lmtriad.log.v1.RaiseVersion.$Properties|null);

                    /** Command setMembers */
                    setMembers?: (lmtriad.log.v1.SetMembers.$Properties|null);

                    /** Command setLeaseTime */
                    setLeaseTime?: (lmtriad.log.v1.SetLeaseTime.$Properties|null);

                    /** Command freeLingering */
                    freeLingering?: (lmtriad.log.v1.FreeLingering.$Properties|null);

                    /** Command setBorrowKey */
                    setBorrowKey?: (lmtriad.log.v1.SetBorrowKey.$Properties|null);

                    /** Command returnBorrow */
                    returnBorrow?: (lmtriad.log.v1.ReturnBorrow.$Properties|null);

                    /** Command endBorrow */
                    endBorrow?: (lmtriad.log.v1.EndBorrow.$Properties|null);

                    /** Command command */
                    command?: ("openSession"|"endSession"|"checkout"|"checkin"|"cancel"|"markSilent"|"renew"|"expireSession"|"revoke"|"finishRevocation"|"setLicense"|"setHold"|"setOrder"|"raiseVersion"|"setMembers"|"setLeaseTime"|"freeLingering"|"setBorrowKey"|"returnBorrow"|"endBorrow");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Command. */
                type $Shape = {
                  openSession?: lmtriad.log.v1.OpenSession.$Shape|null;
                  endSession?: lmtriad.log.v1.EndSession.$Shape|null;
                  checkout?: lmtriad.log.v1.Checkout.$Shape|null;
                  checkin?: lmtriad.log.v1.Checkin.$Shape|null;
                  cancel?: lmtriad.log.v1.Cancel.$Shape|null;
                  markSilent?: lmtriad.log.v1.MarkSilent.$Shape|null;
                  renew?: lmtriad.log.v1.Renew.$Shape|null;
                  expireSession?: lmtriad.log.v1.ExpireSession.$Shape|null;
                  revoke?: lmtriad.log.v1.Revoke.$Shape|null;
                  finishRevocation?: lmtriad.log.v1.FinishRevocation.$Shape|null;
                  setLicense?: lmtriad.log.v1.SetLicense.$Shape|null;
                  setHold?: lmtriad.log.v1.SetHold.$Shape|null;
                  setOrder?: lmtriad.log.v1.SetOrder.$Shape|null;
                  raiseVersion?: lmtriad.log.v1.RaiseVersion.$Shape|null;
                  setMembers?: lmtriad.log.v1.SetMembers.$Shape|null;
                  setLeaseTime?: lmtriad.log.v1.SetLeaseTime.$Shape|null;
                  freeLingering?: lmtriad.log.v1.FreeLingering.$Shape|null;
                  setBorrowKey?: lmtriad.log.v1.SetBorrowKey.$Shape|null;
                  returnBorrow?: lmtriad.log.v1.ReturnBorrow.$Shape|null;
                  endBorrow?: lmtriad.log.v1.EndBorrow.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ command?: undefined; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "openSession"; openSession: lmtriad.log.v1.OpenSession.$Shape; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "endSession"; openSession?: null; endSession: lmtriad.log.v1.EndSession.$Shape; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "checkout"; openSession?: null; endSession?: null; checkout: lmtriad.log.v1.Checkout.$Shape; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "checkin"; openSession?: null; endSession?: null; checkout?: null; checkin: lmtriad.log.v1.Checkin.$Shape; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "cancel"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel: lmtriad.log.v1.Cancel.$Shape; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "markSilent"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent: lmtriad.log.v1.MarkSilent.$Shape; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "renew"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew: lmtriad.log.v1.Renew.$Shape; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "expireSession"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession: lmtriad.log.v1.ExpireSession.$Shape; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "revoke"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke: lmtriad.log.v1.Revoke.$Shape; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "finishRevocation"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation: lmtriad.log.v1.FinishRevocation.$Shape; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "setLicense"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense: lmtriad.log.v1.SetLicense.$Shape; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "setHold"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold: lmtriad.log.v1.SetHold.$Shape; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "setOrder"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder: lmtriad.log.v1.SetOrder.$Shape; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "raiseVersion"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion: lmtriad.log.v1.RaiseVersion.$Shape; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "setMembers"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers: lmtriad.log.v1.SetMembers.$Shape; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "setLeaseTime"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime: lmtriad.log.v1.SetLeaseTime.$Shape; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "freeLingering"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering: lmtriad.log.v1.FreeLingering.$Shape; setBorrowKey?: null; returnBorrow?: null; endBorrow?: null }|{ command?: "setBorrowKey"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey: lmtriad.log.v1.SetBorrowKey.$Shape; returnBorrow?: null; endBorrow?: null }|{ command?: "returnBorrow"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow: lmtriad.log.v1.ReturnBorrow.$Shape; endBorrow?: null }|{ command?: "endBorrow"; openSession?: null; endSession?: null; checkout?: null; checkin?: null; cancel?: null; markSilent?: null; renew?: null; expireSession?: null; revoke?: null; finishRevocation?: null; setLicense?: null; setHold?: null; setOrder?: null; raiseVersion?: null; setMembers?: null; setLeaseTime?: null; freeLingering?: null; setBorrowKey?: null; returnBorrow?: null; endBorrow: lmtriad.log.v1.EndBorrow.$Shape })
                );
            }

            /**
             * Properties of an OpenSession.
             * @deprecated Use lmtriad.log.v1.OpenSession.$Properties instead.
             */
            interface IOpenSession extends lmtriad.log.v1.OpenSession.$Properties {
            }

            /** Represents an OpenSession. */
            class OpenSession {

                /**
                 * Constructs a new OpenSession.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.OpenSession.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OpenSession session. */
                session: string;

                /** OpenSession identity. */
                identity?: (lmtriad.v1.Identity.$Properties|null);

                /** OpenSession replaces. */
                replaces: string;

                /** OpenSession single. */
                single: boolean;

                /**
                 * Creates a new OpenSession instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OpenSession instance
                 */
                static create(properties: lmtriad.log.v1.OpenSession.$Shape): lmtriad.log.v1.OpenSession & lmtriad.log.v1.OpenSession.$Shape;
                static create(properties?: lmtriad.log.v1.OpenSession.$Properties): lmtriad.log.v1.OpenSession;

                /**
                 * Encodes the specified OpenSession message. Does not implicitly {@link lmtriad.log.v1.OpenSession.verify|verify} messages.
                 * @param message OpenSession message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.OpenSession.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OpenSession message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.OpenSession & lmtriad.log.v1.OpenSession.$Shape} OpenSession
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.OpenSession & lmtriad.log.v1.OpenSession.$Shape;
            }

            namespace OpenSession {

                /** Properties of an OpenSession. */
                interface $Properties {

                    /** OpenSession session */
                    session?: (string|null);

                    /** OpenSession identity */
                    identity?: (lmtriad.v1.Identity.$Properties|null);

                    /** OpenSession replaces */
                    replaces?: (string|null);

                    /** OpenSession single */
                    single?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OpenSession. */
                type $Shape = lmtriad.log.v1.OpenSession.$Properties;
            }

            /**
             * Properties of an EndSession.
             * @deprecated Use lmtriad.log.v1.EndSession.$Properties instead.
             */
            interface IEndSession extends lmtriad.log.v1.EndSession.$Properties {
            }

            /** Represents an EndSession. */
            class EndSession {

                /**
                 * Constructs a new EndSession.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.EndSession.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EndSession session. */
                session: string;

                /** EndSession sequence. */
                sequence: number;

                /**
                 * Creates a new EndSession instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EndSession instance
                 */
                static create(properties: lmtriad.log.v1.EndSession.$Shape): lmtriad.log.v1.EndSession & lmtriad.log.v1.EndSession.$Shape;
                static create(properties?: lmtriad.log.v1.EndSession.$Properties): lmtriad.log.v1.EndSession;

                /**
                 * Encodes the specified EndSession message. Does not implicitly {@link lmtriad.log.v1.EndSession.verify|verify} messages.
                 * @param message EndSession message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.EndSession.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EndSession message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.EndSession & lmtriad.log.v1.EndSession.$Shape} EndSession
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.EndSession & lmtriad.log.v1.EndSession.$Shape;
            }

            namespace EndSession {

                /** Properties of an EndSession. */
                interface $Properties {

                    /** EndSession session */
                    session?: (string|null);

                    /** EndSession sequence */
                    sequence?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EndSession. */
                type $Shape = lmtriad.log.v1.EndSession.$Properties;
            }

            /**
             * Properties of a Checkout.
             * @deprecated Use lmtriad.log.v1.Checkout.$Properties instead.
             */
            interface ICheckout extends lmtriad.log.v1.Checkout.$Properties {
            }

            /** Represents a Checkout. */
            class Checkout {

                /**
                 * Constructs a new Checkout.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Checkout.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Checkout session. */
                session: string;

                /** Checkout sequence. */
                sequence: number;

                /** Checkout answeredBelow. */
                answeredBelow: number;

                /** Checkout checkout. */
                checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

                /**
                 * Creates a new Checkout instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Checkout instance
                 */
                static create(properties: lmtriad.log.v1.Checkout.$Shape): lmtriad.log.v1.Checkout & lmtriad.log.v1.Checkout.$Shape;
                static create(properties?: lmtriad.log.v1.Checkout.$Properties): lmtriad.log.v1.Checkout;

                /**
                 * Encodes the specified Checkout message. Does not implicitly {@link lmtriad.log.v1.Checkout.verify|verify} messages.
                 * @param message Checkout message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Checkout.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Checkout message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Checkout & lmtriad.log.v1.Checkout.$Shape} Checkout
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Checkout & lmtriad.log.v1.Checkout.$Shape;
            }

            namespace Checkout {

                /** Properties of a Checkout. */
                interface $Properties {

                    /** Checkout session */
                    session?: (string|null);

                    /** Checkout sequence */
                    sequence?: (number|null);

                    /** Checkout answeredBelow */
                    answeredBelow?: (number|null);

                    /** Checkout checkout */
                    checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Checkout. */
                type $Shape = lmtriad.log.v1.Checkout.$Properties;
            }

            /**
             * Properties of a Checkin.
             * @deprecated Use lmtriad.log.v1.Checkin.$Properties instead.
             */
            interface ICheckin extends lmtriad.log.v1.Checkin.$Properties {
            }

            /** Represents a Checkin. */
            class Checkin {

                /**
                 * Constructs a new Checkin.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Checkin.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Checkin session. */
                session: string;

                /** Checkin sequence. */
                sequence: number;

                /** Checkin answeredBelow. */
                answeredBelow: number;

                /** Checkin lease. */
                lease: number;

                /**
                 * Creates a new Checkin instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Checkin instance
                 */
                static create(properties: lmtriad.log.v1.Checkin.$Shape): lmtriad.log.v1.Checkin & lmtriad.log.v1.Checkin.$Shape;
                static create(properties?: lmtriad.log.v1.Checkin.$Properties): lmtriad.log.v1.Checkin;

                /**
                 * Encodes the specified Checkin message. Does not implicitly {@link lmtriad.log.v1.Checkin.verify|verify} messages.
                 * @param message Checkin message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Checkin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Checkin message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Checkin & lmtriad.log.v1.Checkin.$Shape} Checkin
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Checkin & lmtriad.log.v1.Checkin.$Shape;
            }

            namespace Checkin {

                /** Properties of a Checkin. */
                interface $Properties {

                    /** Checkin session */
                    session?: (string|null);

                    /** Checkin sequence */
                    sequence?: (number|null);

                    /** Checkin answeredBelow */
                    answeredBelow?: (number|null);

                    /** Checkin lease */
                    lease?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Checkin. */
                type $Shape = lmtriad.log.v1.Checkin.$Properties;
            }

            /**
             * Properties of a Cancel.
             * @deprecated Use lmtriad.log.v1.Cancel.$Properties instead.
             */
            interface ICancel extends lmtriad.log.v1.Cancel.$Properties {
            }

            /** Represents a Cancel. */
            class Cancel {

                /**
                 * Constructs a new Cancel.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Cancel.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Cancel session. */
                session: string;

                /** Cancel sequence. */
                sequence: number;

                /** Cancel answeredBelow. */
                answeredBelow: number;

                /** Cancel cancelledSequence. */
                cancelledSequence: number;

                /**
                 * Creates a new Cancel instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Cancel instance
                 */
                static create(properties: lmtriad.log.v1.Cancel.$Shape): lmtriad.log.v1.Cancel & lmtriad.log.v1.Cancel.$Shape;
                static create(properties?: lmtriad.log.v1.Cancel.$Properties): lmtriad.log.v1.Cancel;

                /**
                 * Encodes the specified Cancel message. Does not implicitly {@link lmtriad.log.v1.Cancel.verify|verify} messages.
                 * @param message Cancel message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Cancel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Cancel message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Cancel & lmtriad.log.v1.Cancel.$Shape} Cancel
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Cancel & lmtriad.log.v1.Cancel.$Shape;
            }

            namespace Cancel {

                /** Properties of a Cancel. */
                interface $Properties {

                    /** Cancel session */
                    session?: (string|null);

                    /** Cancel sequence */
                    sequence?: (number|null);

                    /** Cancel answeredBelow */
                    answeredBelow?: (number|null);

                    /** Cancel cancelledSequence */
                    cancelledSequence?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Cancel. */
                type $Shape = lmtriad.log.v1.Cancel.$Properties;
            }

            /**
             * Properties of a SetBorrowKey.
             * @deprecated Use lmtriad.log.v1.SetBorrowKey.$Properties instead.
             */
            interface ISetBorrowKey extends lmtriad.log.v1.SetBorrowKey.$Properties {
            }

            /** Represents a SetBorrowKey. */
            class SetBorrowKey {

                /**
                 * Constructs a new SetBorrowKey.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SetBorrowKey.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetBorrowKey seed. */
                seed: Uint8Array;

                /**
                 * Creates a new SetBorrowKey instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SetBorrowKey instance
                 */
                static create(properties: lmtriad.log.v1.SetBorrowKey.$Shape): lmtriad.log.v1.SetBorrowKey & lmtriad.log.v1.SetBorrowKey.$Shape;
                static create(properties?: lmtriad.log.v1.SetBorrowKey.$Properties): lmtriad.log.v1.SetBorrowKey;

                /**
                 * Encodes the specified SetBorrowKey message. Does not implicitly {@link lmtriad.log.v1.SetBorrowKey.verify|verify} messages.
                 * @param message SetBorrowKey message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SetBorrowKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetBorrowKey message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SetBorrowKey & lmtriad.log.v1.SetBorrowKey.$Shape} SetBorrowKey
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SetBorrowKey & lmtriad.log.v1.SetBorrowKey.$Shape;
            }

            namespace SetBorrowKey {

                /** Properties of a SetBorrowKey. */
                interface $Properties {

                    /** SetBorrowKey seed */
                    seed?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetBorrowKey. */
                type $Shape = lmtriad.log.v1.SetBorrowKey.$Properties;
            }

            /**
             * Properties of a ReturnBorrow.
             * @deprecated Use lmtriad.log.v1.ReturnBorrow.$Properties instead.
             */
            interface IReturnBorrow extends lmtriad.log.v1.ReturnBorrow.$Properties {
            }

            /** Represents a ReturnBorrow. */
            class ReturnBorrow {

                /**
                 * Constructs a new ReturnBorrow.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.ReturnBorrow.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReturnBorrow session. */
                session: string;

                /** ReturnBorrow sequence. */
                sequence: number;

                /** ReturnBorrow answeredBelow. */
                answeredBelow: number;

                /** ReturnBorrow lease. */
                lease: number;

                /**
                 * Creates a new ReturnBorrow instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReturnBorrow instance
                 */
                static create(properties: lmtriad.log.v1.ReturnBorrow.$Shape): lmtriad.log.v1.ReturnBorrow & lmtriad.log.v1.ReturnBorrow.$Shape;
                static create(properties?: lmtriad.log.v1.ReturnBorrow.$Properties): lmtriad.log.v1.ReturnBorrow;

                /**
                 * Encodes the specified ReturnBorrow message. Does not implicitly {@link lmtriad.log.v1.ReturnBorrow.verify|verify} messages.
                 * @param message ReturnBorrow message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.ReturnBorrow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReturnBorrow message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.ReturnBorrow & lmtriad.log.v1.ReturnBorrow.$Shape} ReturnBorrow
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.ReturnBorrow & lmtriad.log.v1.ReturnBorrow.$Shape;
            }

            namespace ReturnBorrow {

                /** Properties of a ReturnBorrow. */
                interface $Properties {

                    /** ReturnBorrow session */
                    session?: (string|null);

                    /** ReturnBorrow sequence */
                    sequence?: (number|null);

                    /** ReturnBorrow answeredBelow */
                    answeredBelow?: (number|null);

                    /** ReturnBorrow lease */
                    lease?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReturnBorrow. */
                type $Shape = lmtriad.log.v1.ReturnBorrow.$Properties;
            }

            /**
             * Properties of an EndBorrow.
             * @deprecated Use lmtriad.log.v1.EndBorrow.$Properties instead.
             */
            interface IEndBorrow extends lmtriad.log.v1.EndBorrow.$Properties {
            }

            /** Represents an EndBorrow. */
            class EndBorrow {

                /**
                 * Constructs a new EndBorrow.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.EndBorrow.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EndBorrow lease. */
                lease: number;

                /**
                 * Creates a new EndBorrow instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EndBorrow instance
                 */
                static create(properties: lmtriad.log.v1.EndBorrow.$Shape): lmtriad.log.v1.EndBorrow & lmtriad.log.v1.EndBorrow.$Shape;
                static create(properties?: lmtriad.log.v1.EndBorrow.$Properties): lmtriad.log.v1.EndBorrow;

                /**
                 * Encodes the specified EndBorrow message. Does not implicitly {@link lmtriad.log.v1.EndBorrow.verify|verify} messages.
                 * @param message EndBorrow message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.EndBorrow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EndBorrow message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.EndBorrow & lmtriad.log.v1.EndBorrow.$Shape} EndBorrow
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.EndBorrow & lmtriad.log.v1.EndBorrow.$Shape;
            }

            namespace EndBorrow {

                /** Properties of an EndBorrow. */
                interface $Properties {

                    /** EndBorrow lease */
                    lease?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EndBorrow. */
                type $Shape = lmtriad.log.v1.EndBorrow.$Properties;
            }

            /**
             * Properties of a MarkSilent.
             * @deprecated Use lmtriad.log.v1.MarkSilent.$Properties instead.
             */
            interface IMarkSilent extends lmtriad.log.v1.MarkSilent.$Properties {
            }

            /** Represents a MarkSilent. */
            class MarkSilent {

                /**
                 * Constructs a new MarkSilent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.MarkSilent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MarkSilent session. */
                session: string;

                /** MarkSilent leaseVersion. */
                leaseVersion: number;

                /** MarkSilent leftMilliseconds. */
                leftMilliseconds: number;

                /**
                 * Creates a new MarkSilent instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns MarkSilent instance
                 */
                static create(properties: lmtriad.log.v1.MarkSilent.$Shape): lmtriad.log.v1.MarkSilent & lmtriad.log.v1.MarkSilent.$Shape;
                static create(properties?: lmtriad.log.v1.MarkSilent.$Properties): lmtriad.log.v1.MarkSilent;

                /**
                 * Encodes the specified MarkSilent message. Does not implicitly {@link lmtriad.log.v1.MarkSilent.verify|verify} messages.
                 * @param message MarkSilent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.MarkSilent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MarkSilent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.MarkSilent & lmtriad.log.v1.MarkSilent.$Shape} MarkSilent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.MarkSilent & lmtriad.log.v1.MarkSilent.$Shape;
            }

            namespace MarkSilent {

                /** Properties of a MarkSilent. */
                interface $Properties {

                    /** MarkSilent session */
                    session?: (string|null);

                    /** MarkSilent leaseVersion */
                    leaseVersion?: (number|null);

                    /** MarkSilent leftMilliseconds */
                    leftMilliseconds?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MarkSilent. */
                type $Shape = lmtriad.log.v1.MarkSilent.$Properties;
            }

            /**
             * Properties of a Renew.
             * @deprecated Use lmtriad.log.v1.Renew.$Properties instead.
             */
            interface IRenew extends lmtriad.log.v1.Renew.$Properties {
            }

            /** Represents a Renew. */
            class Renew {

                /**
                 * Constructs a new Renew.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Renew.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Renew session. */
                session: string;

                /**
                 * Creates a new Renew instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Renew instance
                 */
                static create(properties: lmtriad.log.v1.Renew.$Shape): lmtriad.log.v1.Renew & lmtriad.log.v1.Renew.$Shape;
                static create(properties?: lmtriad.log.v1.Renew.$Properties): lmtriad.log.v1.Renew;

                /**
                 * Encodes the specified Renew message. Does not implicitly {@link lmtriad.log.v1.Renew.verify|verify} messages.
                 * @param message Renew message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Renew.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Renew message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Renew & lmtriad.log.v1.Renew.$Shape} Renew
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Renew & lmtriad.log.v1.Renew.$Shape;
            }

            namespace Renew {

                /** Properties of a Renew. */
                interface $Properties {

                    /** Renew session */
                    session?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Renew. */
                type $Shape = lmtriad.log.v1.Renew.$Properties;
            }

            /**
             * Properties of an ExpireSession.
             * @deprecated Use lmtriad.log.v1.ExpireSession.$Properties instead.
             */
            interface IExpireSession extends lmtriad.log.v1.ExpireSession.$Properties {
            }

            /** Represents an ExpireSession. */
            class ExpireSession {

                /**
                 * Constructs a new ExpireSession.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.ExpireSession.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExpireSession session. */
                session: string;

                /** ExpireSession term. */
                term: number;

                /** ExpireSession leaseVersion. */
                leaseVersion: number;

                /**
                 * Creates a new ExpireSession instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExpireSession instance
                 */
                static create(properties: lmtriad.log.v1.ExpireSession.$Shape): lmtriad.log.v1.ExpireSession & lmtriad.log.v1.ExpireSession.$Shape;
                static create(properties?: lmtriad.log.v1.ExpireSession.$Properties): lmtriad.log.v1.ExpireSession;

                /**
                 * Encodes the specified ExpireSession message. Does not implicitly {@link lmtriad.log.v1.ExpireSession.verify|verify} messages.
                 * @param message ExpireSession message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.ExpireSession.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExpireSession message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.ExpireSession & lmtriad.log.v1.ExpireSession.$Shape} ExpireSession
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.ExpireSession & lmtriad.log.v1.ExpireSession.$Shape;
            }

            namespace ExpireSession {

                /** Properties of an ExpireSession. */
                interface $Properties {

                    /** ExpireSession session */
                    session?: (string|null);

                    /** ExpireSession term */
                    term?: (number|null);

                    /** ExpireSession leaseVersion */
                    leaseVersion?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExpireSession. */
                type $Shape = lmtriad.log.v1.ExpireSession.$Properties;
            }

            /**
             * Properties of a Revoke.
             * @deprecated Use lmtriad.log.v1.Revoke.$Properties instead.
             */
            interface IRevoke extends lmtriad.log.v1.Revoke.$Properties {
            }

            /** Represents a Revoke. */
            class Revoke {

                /**
                 * Constructs a new Revoke.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Revoke.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Revoke lease. */
                lease: number;

                /** Revoke reason. */
                reason: string;

                /**
                 * Creates a new Revoke instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Revoke instance
                 */
                static create(properties: lmtriad.log.v1.Revoke.$Shape): lmtriad.log.v1.Revoke & lmtriad.log.v1.Revoke.$Shape;
                static create(properties?: lmtriad.log.v1.Revoke.$Properties): lmtriad.log.v1.Revoke;

                /**
                 * Encodes the specified Revoke message. Does not implicitly {@link lmtriad.log.v1.Revoke.verify|verify} messages.
                 * @param message Revoke message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Revoke.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Revoke message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Revoke & lmtriad.log.v1.Revoke.$Shape} Revoke
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Revoke & lmtriad.log.v1.Revoke.$Shape;
            }

            namespace Revoke {

                /** Properties of a Revoke. */
                interface $Properties {

                    /** Revoke lease */
                    lease?: (number|null);

                    /** Revoke reason */
                    reason?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Revoke. */
                type $Shape = lmtriad.log.v1.Revoke.$Properties;
            }

            /**
             * Properties of a FinishRevocation.
             * @deprecated Use lmtriad.log.v1.FinishRevocation.$Properties instead.
             */
            interface IFinishRevocation extends lmtriad.log.v1.FinishRevocation.$Properties {
            }

            /** Represents a FinishRevocation. */
            class FinishRevocation {

                /**
                 * Constructs a new FinishRevocation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.FinishRevocation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FinishRevocation lease. */
                lease: number;

                /** FinishRevocation term. */
                term: number;

                /**
                 * Creates a new FinishRevocation instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FinishRevocation instance
                 */
                static create(properties: lmtriad.log.v1.FinishRevocation.$Shape): lmtriad.log.v1.FinishRevocation & lmtriad.log.v1.FinishRevocation.$Shape;
                static create(properties?: lmtriad.log.v1.FinishRevocation.$Properties): lmtriad.log.v1.FinishRevocation;

                /**
                 * Encodes the specified FinishRevocation message. Does not implicitly {@link lmtriad.log.v1.FinishRevocation.verify|verify} messages.
                 * @param message FinishRevocation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.FinishRevocation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FinishRevocation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.FinishRevocation & lmtriad.log.v1.FinishRevocation.$Shape} FinishRevocation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.FinishRevocation & lmtriad.log.v1.FinishRevocation.$Shape;
            }

            namespace FinishRevocation {

                /** Properties of a FinishRevocation. */
                interface $Properties {

                    /** FinishRevocation lease */
                    lease?: (number|null);

                    /** FinishRevocation term */
                    term?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FinishRevocation. */
                type $Shape = lmtriad.log.v1.FinishRevocation.$Properties;
            }

            /**
             * Properties of a FreeLingering.
             * @deprecated Use lmtriad.log.v1.FreeLingering.$Properties instead.
             */
            interface IFreeLingering extends lmtriad.log.v1.FreeLingering.$Properties {
            }

            /** Represents a FreeLingering. */
            class FreeLingering {

                /**
                 * Constructs a new FreeLingering.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.FreeLingering.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new FreeLingering instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FreeLingering instance
                 */
                static create(properties: lmtriad.log.v1.FreeLingering.$Shape): lmtriad.log.v1.FreeLingering & lmtriad.log.v1.FreeLingering.$Shape;
                static create(properties?: lmtriad.log.v1.FreeLingering.$Properties): lmtriad.log.v1.FreeLingering;

                /**
                 * Encodes the specified FreeLingering message. Does not implicitly {@link lmtriad.log.v1.FreeLingering.verify|verify} messages.
                 * @param message FreeLingering message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.FreeLingering.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FreeLingering message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.FreeLingering & lmtriad.log.v1.FreeLingering.$Shape} FreeLingering
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.FreeLingering & lmtriad.log.v1.FreeLingering.$Shape;
            }

            namespace FreeLingering {

                /** Properties of a FreeLingering. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FreeLingering. */
                type $Shape = lmtriad.log.v1.FreeLingering.$Properties;
            }

            /**
             * Properties of a SetLicense.
             * @deprecated Use lmtriad.log.v1.SetLicense.$Properties instead.
             */
            interface ISetLicense extends lmtriad.log.v1.SetLicense.$Properties {
            }

            /** Represents a SetLicense. */
            class SetLicense {

                /**
                 * Constructs a new SetLicense.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SetLicense.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetLicense hash. */
                hash: string;

                /** SetLicense revision. */
                revision: string;

                /** SetLicense pools. */
                pools: lmtriad.log.v1.Pool.$Properties[];

                /** SetLicense vendors. */
                vendors: string[];

                /** SetLicense options. */
                options: string;

                /** SetLicense primaryIsMaster. */
                primaryIsMaster: boolean;

                /** SetLicense heartbeatInterval. */
                heartbeatInterval?: (number|null);

                /** SetLicense optionsParts. */
                optionsParts: lmtriad.log.v1.OptionsPart.$Properties[];

                /** SetLicense refused. */
                refused: lmtriad.log.v1.RefusedLine.$Properties[];

                /** SetLicense content. */
                content: string;

                /**
                 * Creates a new SetLicense instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SetLicense instance
                 */
                static create(properties: lmtriad.log.v1.SetLicense.$Shape): lmtriad.log.v1.SetLicense & lmtriad.log.v1.SetLicense.$Shape;
                static create(properties?: lmtriad.log.v1.SetLicense.$Properties): lmtriad.log.v1.SetLicense;

                /**
                 * Encodes the specified SetLicense message. Does not implicitly {@link lmtriad.log.v1.SetLicense.verify|verify} messages.
                 * @param message SetLicense message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SetLicense.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetLicense message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SetLicense & lmtriad.log.v1.SetLicense.$Shape} SetLicense
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SetLicense & lmtriad.log.v1.SetLicense.$Shape;
            }

            namespace SetLicense {

                /** Properties of a SetLicense. */
                interface $Properties {

                    /** SetLicense hash */
                    hash?: (string|null);

                    /** SetLicense revision */
                    revision?: (string|null);

                    /** SetLicense pools */
                    pools?: (lmtriad.log.v1.Pool.$Properties[]|null);

                    /** SetLicense vendors */
                    vendors?: (string[]|null);

                    /** SetLicense options */
                    options?: (string|null);

                    /** SetLicense primaryIsMaster */
                    primaryIsMaster?: (boolean|null);

                    /** SetLicense heartbeatInterval */
                    heartbeatInterval?: (number|null);

                    /** SetLicense optionsParts */
                    optionsParts?: (lmtriad.log.v1.OptionsPart.$Properties[]|null);

                    /** SetLicense refused */
                    refused?: (lmtriad.log.v1.RefusedLine.$Properties[]|null);

                    /** SetLicense content */
                    content?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetLicense. */
                type $Shape = lmtriad.log.v1.SetLicense.$Properties;
            }

            /**
             * Properties of an OptionsPart.
             * @deprecated Use lmtriad.log.v1.OptionsPart.$Properties instead.
             */
            interface IOptionsPart extends lmtriad.log.v1.OptionsPart.$Properties {
            }

            /** Represents an OptionsPart. */
            class OptionsPart {

                /**
                 * Constructs a new OptionsPart.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.OptionsPart.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OptionsPart vendor. */
                vendor: string;

                /** OptionsPart file. */
                file: string;

                /** OptionsPart length. */
                length: number;

                /**
                 * Creates a new OptionsPart instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OptionsPart instance
                 */
                static create(properties: lmtriad.log.v1.OptionsPart.$Shape): lmtriad.log.v1.OptionsPart & lmtriad.log.v1.OptionsPart.$Shape;
                static create(properties?: lmtriad.log.v1.OptionsPart.$Properties): lmtriad.log.v1.OptionsPart;

                /**
                 * Encodes the specified OptionsPart message. Does not implicitly {@link lmtriad.log.v1.OptionsPart.verify|verify} messages.
                 * @param message OptionsPart message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.OptionsPart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OptionsPart message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.OptionsPart & lmtriad.log.v1.OptionsPart.$Shape} OptionsPart
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.OptionsPart & lmtriad.log.v1.OptionsPart.$Shape;
            }

            namespace OptionsPart {

                /** Properties of an OptionsPart. */
                interface $Properties {

                    /** OptionsPart vendor */
                    vendor?: (string|null);

                    /** OptionsPart file */
                    file?: (string|null);

                    /** OptionsPart length */
                    length?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OptionsPart. */
                type $Shape = lmtriad.log.v1.OptionsPart.$Properties;
            }

            /**
             * Properties of a RefusedLine.
             * @deprecated Use lmtriad.log.v1.RefusedLine.$Properties instead.
             */
            interface IRefusedLine extends lmtriad.log.v1.RefusedLine.$Properties {
            }

            /** Represents a RefusedLine. */
            class RefusedLine {

                /**
                 * Constructs a new RefusedLine.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.RefusedLine.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RefusedLine feature. */
                feature: string;

                /** RefusedLine vendor. */
                vendor: string;

                /** RefusedLine code. */
                code: number;

                /** RefusedLine detail. */
                detail: string;

                /**
                 * Creates a new RefusedLine instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RefusedLine instance
                 */
                static create(properties: lmtriad.log.v1.RefusedLine.$Shape): lmtriad.log.v1.RefusedLine & lmtriad.log.v1.RefusedLine.$Shape;
                static create(properties?: lmtriad.log.v1.RefusedLine.$Properties): lmtriad.log.v1.RefusedLine;

                /**
                 * Encodes the specified RefusedLine message. Does not implicitly {@link lmtriad.log.v1.RefusedLine.verify|verify} messages.
                 * @param message RefusedLine message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.RefusedLine.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RefusedLine message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.RefusedLine & lmtriad.log.v1.RefusedLine.$Shape} RefusedLine
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.RefusedLine & lmtriad.log.v1.RefusedLine.$Shape;
            }

            namespace RefusedLine {

                /** Properties of a RefusedLine. */
                interface $Properties {

                    /** RefusedLine feature */
                    feature?: (string|null);

                    /** RefusedLine vendor */
                    vendor?: (string|null);

                    /** RefusedLine code */
                    code?: (number|null);

                    /** RefusedLine detail */
                    detail?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RefusedLine. */
                type $Shape = lmtriad.log.v1.RefusedLine.$Properties;
            }

            /**
             * Properties of a Pool.
             * @deprecated Use lmtriad.log.v1.Pool.$Properties instead.
             */
            interface IPool extends lmtriad.log.v1.Pool.$Properties {
            }

            /** Represents a Pool. */
            class Pool {

                /**
                 * Constructs a new Pool.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Pool.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Pool id. */
                id: string;

                /** Pool feature. */
                feature: string;

                /** Pool vendor. */
                vendor: string;

                /** Pool version. */
                version: string;

                /** Pool count. */
                count: number;

                /** Pool overdraft. */
                overdraft: number;

                /** Pool uncounted. */
                uncounted: boolean;

                /** Pool expiryDay. */
                expiryDay: number;

                /** Pool startDay. */
                startDay: number;

                /** Pool dupGroup. */
                dupGroup: string;

                /** Pool vendorString. */
                vendorString: string;

                /** Pool hostids. */
                hostids: string[];

                /** Pool lingerSeconds. */
                lingerSeconds: number;

                /** Pool borrowHours. */
                borrowHours: number;

                /** Pool notice. */
                notice: string;

                /** Pool rank. */
                rank: number;

                /** Pool attributes. */
                attributes: { [k: string]: string };

                /** Pool packageName. */
                packageName: string;

                /** Pool suitePool. */
                suitePool: string;

                /** Pool isSuite. */
                isSuite: boolean;

                /** Pool suiteReserved. */
                suiteReserved: boolean;

                /** Pool minimumTimeoutSeconds. */
                minimumTimeoutSeconds: number;

                /** Pool signature. */
                signature: string;

                /**
                 * Creates a new Pool instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Pool instance
                 */
                static create(properties: lmtriad.log.v1.Pool.$Shape): lmtriad.log.v1.Pool & lmtriad.log.v1.Pool.$Shape;
                static create(properties?: lmtriad.log.v1.Pool.$Properties): lmtriad.log.v1.Pool;

                /**
                 * Encodes the specified Pool message. Does not implicitly {@link lmtriad.log.v1.Pool.verify|verify} messages.
                 * @param message Pool message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Pool.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Pool message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Pool & lmtriad.log.v1.Pool.$Shape} Pool
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Pool & lmtriad.log.v1.Pool.$Shape;
            }

            namespace Pool {

                /** Properties of a Pool. */
                interface $Properties {

                    /** Pool id */
                    id?: (string|null);

                    /** Pool feature */
                    feature?: (string|null);

                    /** Pool vendor */
                    vendor?: (string|null);

                    /** Pool version */
                    version?: (string|null);

                    /** Pool count */
                    count?: (number|null);

                    /** Pool overdraft */
                    overdraft?: (number|null);

                    /** Pool uncounted */
                    uncounted?: (boolean|null);

                    /** Pool expiryDay */
                    expiryDay?: (number|null);

                    /** Pool startDay */
                    startDay?: (number|null);

                    /** Pool dupGroup */
                    dupGroup?: (string|null);

                    /** Pool vendorString */
                    vendorString?: (string|null);

                    /** Pool hostids */
                    hostids?: (string[]|null);

                    /** Pool lingerSeconds */
                    lingerSeconds?: (number|null);

                    /** Pool borrowHours */
                    borrowHours?: (number|null);

                    /** Pool notice */
                    notice?: (string|null);

                    /** Pool rank */
                    rank?: (number|null);

                    /** Pool attributes */
                    attributes?: ({ [k: string]: string }|null);

                    /** Pool packageName */
                    packageName?: (string|null);

                    /** Pool suitePool */
                    suitePool?: (string|null);

                    /** Pool isSuite */
                    isSuite?: (boolean|null);

                    /** Pool suiteReserved */
                    suiteReserved?: (boolean|null);

                    /** Pool minimumTimeoutSeconds */
                    minimumTimeoutSeconds?: (number|null);

                    /** Pool signature */
                    signature?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Pool. */
                type $Shape = lmtriad.log.v1.Pool.$Properties;
            }

            /**
             * Properties of a SetHold.
             * @deprecated Use lmtriad.log.v1.SetHold.$Properties instead.
             */
            interface ISetHold extends lmtriad.log.v1.SetHold.$Properties {
            }

            /** Represents a SetHold. */
            class SetHold {

                /**
                 * Constructs a new SetHold.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SetHold.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetHold server. */
                server: string;

                /** SetHold untilLeaseTime. */
                untilLeaseTime: number;

                /**
                 * Creates a new SetHold instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SetHold instance
                 */
                static create(properties: lmtriad.log.v1.SetHold.$Shape): lmtriad.log.v1.SetHold & lmtriad.log.v1.SetHold.$Shape;
                static create(properties?: lmtriad.log.v1.SetHold.$Properties): lmtriad.log.v1.SetHold;

                /**
                 * Encodes the specified SetHold message. Does not implicitly {@link lmtriad.log.v1.SetHold.verify|verify} messages.
                 * @param message SetHold message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SetHold.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetHold message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SetHold & lmtriad.log.v1.SetHold.$Shape} SetHold
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SetHold & lmtriad.log.v1.SetHold.$Shape;
            }

            namespace SetHold {

                /** Properties of a SetHold. */
                interface $Properties {

                    /** SetHold server */
                    server?: (string|null);

                    /** SetHold untilLeaseTime */
                    untilLeaseTime?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetHold. */
                type $Shape = lmtriad.log.v1.SetHold.$Properties;
            }

            /**
             * Properties of a SetOrder.
             * @deprecated Use lmtriad.log.v1.SetOrder.$Properties instead.
             */
            interface ISetOrder extends lmtriad.log.v1.SetOrder.$Properties {
            }

            /** Represents a SetOrder. */
            class SetOrder {

                /**
                 * Constructs a new SetOrder.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SetOrder.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetOrder servers. */
                servers: string[];

                /** SetOrder mismatch. */
                mismatch: boolean;

                /**
                 * Creates a new SetOrder instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SetOrder instance
                 */
                static create(properties: lmtriad.log.v1.SetOrder.$Shape): lmtriad.log.v1.SetOrder & lmtriad.log.v1.SetOrder.$Shape;
                static create(properties?: lmtriad.log.v1.SetOrder.$Properties): lmtriad.log.v1.SetOrder;

                /**
                 * Encodes the specified SetOrder message. Does not implicitly {@link lmtriad.log.v1.SetOrder.verify|verify} messages.
                 * @param message SetOrder message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SetOrder.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetOrder message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SetOrder & lmtriad.log.v1.SetOrder.$Shape} SetOrder
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SetOrder & lmtriad.log.v1.SetOrder.$Shape;
            }

            namespace SetOrder {

                /** Properties of a SetOrder. */
                interface $Properties {

                    /** SetOrder servers */
                    servers?: (string[]|null);

                    /** SetOrder mismatch */
                    mismatch?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetOrder. */
                type $Shape = lmtriad.log.v1.SetOrder.$Properties;
            }

            /**
             * Properties of a RaiseVersion.
             * @deprecated Use lmtriad.log.v1.RaiseVersion.$Properties instead.
             */
            interface IRaiseVersion extends lmtriad.log.v1.RaiseVersion.$Properties {
            }

            /** Represents a RaiseVersion. */
            class RaiseVersion {

                /**
                 * Constructs a new RaiseVersion.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.RaiseVersion.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaiseVersion version. */
                version: number;

                /**
                 * Creates a new RaiseVersion instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaiseVersion instance
                 */
                static create(properties: lmtriad.log.v1.RaiseVersion.$Shape): lmtriad.log.v1.RaiseVersion & lmtriad.log.v1.RaiseVersion.$Shape;
                static create(properties?: lmtriad.log.v1.RaiseVersion.$Properties): lmtriad.log.v1.RaiseVersion;

                /**
                 * Encodes the specified RaiseVersion message. Does not implicitly {@link lmtriad.log.v1.RaiseVersion.verify|verify} messages.
                 * @param message RaiseVersion message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.RaiseVersion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaiseVersion message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.RaiseVersion & lmtriad.log.v1.RaiseVersion.$Shape} RaiseVersion
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.RaiseVersion & lmtriad.log.v1.RaiseVersion.$Shape;
            }

            namespace RaiseVersion {

                /** Properties of a RaiseVersion. */
                interface $Properties {

                    /** RaiseVersion version */
                    version?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaiseVersion. */
                type $Shape = lmtriad.log.v1.RaiseVersion.$Properties;
            }

            /**
             * Properties of a SetMembers.
             * @deprecated Use lmtriad.log.v1.SetMembers.$Properties instead.
             */
            interface ISetMembers extends lmtriad.log.v1.SetMembers.$Properties {
            }

            /** Represents a SetMembers. */
            class SetMembers {

                /**
                 * Constructs a new SetMembers.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SetMembers.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetMembers members. */
                members: lmtriad.log.v1.Member.$Properties[];

                /** SetMembers former. */
                former: number[];

                /**
                 * Creates a new SetMembers instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SetMembers instance
                 */
                static create(properties: lmtriad.log.v1.SetMembers.$Shape): lmtriad.log.v1.SetMembers & lmtriad.log.v1.SetMembers.$Shape;
                static create(properties?: lmtriad.log.v1.SetMembers.$Properties): lmtriad.log.v1.SetMembers;

                /**
                 * Encodes the specified SetMembers message. Does not implicitly {@link lmtriad.log.v1.SetMembers.verify|verify} messages.
                 * @param message SetMembers message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SetMembers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetMembers message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SetMembers & lmtriad.log.v1.SetMembers.$Shape} SetMembers
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SetMembers & lmtriad.log.v1.SetMembers.$Shape;
            }

            namespace SetMembers {

                /** Properties of a SetMembers. */
                interface $Properties {

                    /** SetMembers members */
                    members?: (lmtriad.log.v1.Member.$Properties[]|null);

                    /** SetMembers former */
                    former?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetMembers. */
                type $Shape = lmtriad.log.v1.SetMembers.$Properties;
            }

            /**
             * Properties of a Member.
             * @deprecated Use lmtriad.log.v1.Member.$Properties instead.
             */
            interface IMember extends lmtriad.log.v1.Member.$Properties {
            }

            /** Represents a Member. */
            class Member {

                /**
                 * Constructs a new Member.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Member.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Member server. */
                server: string;

                /** Member incarnation. */
                incarnation: number;

                /** Member host. */
                host: string;

                /** Member port. */
                port: number;

                /**
                 * Creates a new Member instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Member instance
                 */
                static create(properties: lmtriad.log.v1.Member.$Shape): lmtriad.log.v1.Member & lmtriad.log.v1.Member.$Shape;
                static create(properties?: lmtriad.log.v1.Member.$Properties): lmtriad.log.v1.Member;

                /**
                 * Encodes the specified Member message. Does not implicitly {@link lmtriad.log.v1.Member.verify|verify} messages.
                 * @param message Member message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Member.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Member message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Member & lmtriad.log.v1.Member.$Shape} Member
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Member & lmtriad.log.v1.Member.$Shape;
            }

            namespace Member {

                /** Properties of a Member. */
                interface $Properties {

                    /** Member server */
                    server?: (string|null);

                    /** Member incarnation */
                    incarnation?: (number|null);

                    /** Member host */
                    host?: (string|null);

                    /** Member port */
                    port?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Member. */
                type $Shape = lmtriad.log.v1.Member.$Properties;
            }

            /**
             * Properties of a SetLeaseTime.
             * @deprecated Use lmtriad.log.v1.SetLeaseTime.$Properties instead.
             */
            interface ISetLeaseTime extends lmtriad.log.v1.SetLeaseTime.$Properties {
            }

            /** Represents a SetLeaseTime. */
            class SetLeaseTime {

                /**
                 * Constructs a new SetLeaseTime.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SetLeaseTime.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetLeaseTime milliseconds. */
                milliseconds: number;

                /**
                 * Creates a new SetLeaseTime instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SetLeaseTime instance
                 */
                static create(properties: lmtriad.log.v1.SetLeaseTime.$Shape): lmtriad.log.v1.SetLeaseTime & lmtriad.log.v1.SetLeaseTime.$Shape;
                static create(properties?: lmtriad.log.v1.SetLeaseTime.$Properties): lmtriad.log.v1.SetLeaseTime;

                /**
                 * Encodes the specified SetLeaseTime message. Does not implicitly {@link lmtriad.log.v1.SetLeaseTime.verify|verify} messages.
                 * @param message SetLeaseTime message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SetLeaseTime.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetLeaseTime message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SetLeaseTime & lmtriad.log.v1.SetLeaseTime.$Shape} SetLeaseTime
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SetLeaseTime & lmtriad.log.v1.SetLeaseTime.$Shape;
            }

            namespace SetLeaseTime {

                /** Properties of a SetLeaseTime. */
                interface $Properties {

                    /** SetLeaseTime milliseconds */
                    milliseconds?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetLeaseTime. */
                type $Shape = lmtriad.log.v1.SetLeaseTime.$Properties;
            }

            /**
             * Properties of a MemberChange.
             * @deprecated Use lmtriad.log.v1.MemberChange.$Properties instead.
             */
            interface IMemberChange extends lmtriad.log.v1.MemberChange.$Properties {
            }

            /** Represents a MemberChange. */
            class MemberChange {

                /**
                 * Constructs a new MemberChange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.MemberChange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberChange server. */
                server: string;

                /** MemberChange incarnation. */
                incarnation: number;

                /** MemberChange replaces. */
                replaces: number;

                /**
                 * Creates a new MemberChange instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns MemberChange instance
                 */
                static create(properties: lmtriad.log.v1.MemberChange.$Shape): lmtriad.log.v1.MemberChange & lmtriad.log.v1.MemberChange.$Shape;
                static create(properties?: lmtriad.log.v1.MemberChange.$Properties): lmtriad.log.v1.MemberChange;

                /**
                 * Encodes the specified MemberChange message. Does not implicitly {@link lmtriad.log.v1.MemberChange.verify|verify} messages.
                 * @param message MemberChange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.MemberChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberChange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.MemberChange & lmtriad.log.v1.MemberChange.$Shape} MemberChange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.MemberChange & lmtriad.log.v1.MemberChange.$Shape;
            }

            namespace MemberChange {

                /** Properties of a MemberChange. */
                interface $Properties {

                    /** MemberChange server */
                    server?: (string|null);

                    /** MemberChange incarnation */
                    incarnation?: (number|null);

                    /** MemberChange replaces */
                    replaces?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberChange. */
                type $Shape = lmtriad.log.v1.MemberChange.$Properties;
            }

            /**
             * Properties of a StateSnapshot.
             * @deprecated Use lmtriad.log.v1.StateSnapshot.$Properties instead.
             */
            interface IStateSnapshot extends lmtriad.log.v1.StateSnapshot.$Properties {
            }

            /** Represents a StateSnapshot. */
            class StateSnapshot {

                /**
                 * Constructs a new StateSnapshot.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.StateSnapshot.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StateSnapshot format. */
                format: number;

                /** StateSnapshot version. */
                version: number;

                /** StateSnapshot leaseTime. */
                leaseTime: number;

                /** StateSnapshot date. */
                date: number;

                /** StateSnapshot nextLease. */
                nextLease: number;

                /** StateSnapshot leaseMilliseconds. */
                leaseMilliseconds: number;

                /** StateSnapshot license. */
                license?: (lmtriad.log.v1.SetLicense.$Properties|null);

                /** StateSnapshot licenseIndex. */
                licenseIndex: number;

                /** StateSnapshot hold. */
                hold?: (lmtriad.log.v1.SetHold.$Properties|null);

                /** StateSnapshot order. */
                order?: (lmtriad.log.v1.SetOrder.$Properties|null);

                /** StateSnapshot members. */
                members?: (lmtriad.log.v1.SetMembers.$Properties|null);

                /** StateSnapshot sessions. */
                sessions: lmtriad.log.v1.Session.$Properties[];

                /** StateSnapshot held. */
                held: lmtriad.log.v1.Held.$Properties[];

                /** StateSnapshot appliedIndex. */
                appliedIndex: number;

                /** StateSnapshot noGrantsBefore. */
                noGrantsBefore: number;

                /** StateSnapshot waiting. */
                waiting: lmtriad.log.v1.Waiting.$Properties[];

                /** StateSnapshot borrowKey. */
                borrowKey: Uint8Array;

                /** StateSnapshot latestDate. */
                latestDate: number;

                /**
                 * Creates a new StateSnapshot instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns StateSnapshot instance
                 */
                static create(properties: lmtriad.log.v1.StateSnapshot.$Shape): lmtriad.log.v1.StateSnapshot & lmtriad.log.v1.StateSnapshot.$Shape;
                static create(properties?: lmtriad.log.v1.StateSnapshot.$Properties): lmtriad.log.v1.StateSnapshot;

                /**
                 * Encodes the specified StateSnapshot message. Does not implicitly {@link lmtriad.log.v1.StateSnapshot.verify|verify} messages.
                 * @param message StateSnapshot message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.StateSnapshot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StateSnapshot message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.StateSnapshot & lmtriad.log.v1.StateSnapshot.$Shape} StateSnapshot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.StateSnapshot & lmtriad.log.v1.StateSnapshot.$Shape;
            }

            namespace StateSnapshot {

                /** Properties of a StateSnapshot. */
                interface $Properties {

                    /** StateSnapshot format */
                    format?: (number|null);

                    /** StateSnapshot version */
                    version?: (number|null);

                    /** StateSnapshot leaseTime */
                    leaseTime?: (number|null);

                    /** StateSnapshot date */
                    date?: (number|null);

                    /** StateSnapshot nextLease */
                    nextLease?: (number|null);

                    /** StateSnapshot leaseMilliseconds */
                    leaseMilliseconds?: (number|null);

                    /** StateSnapshot license */
                    license?: (lmtriad.log.v1.SetLicense.$Properties|null);

                    /** StateSnapshot licenseIndex */
                    licenseIndex?: (number|null);

                    /** StateSnapshot hold */
                    hold?: (lmtriad.log.v1.SetHold.$Properties|null);

                    /** StateSnapshot order */
                    order?: (lmtriad.log.v1.SetOrder.$Properties|null);

                    /** StateSnapshot members */
                    members?: (lmtriad.log.v1.SetMembers.$Properties|null);

                    /** StateSnapshot sessions */
                    sessions?: (lmtriad.log.v1.Session.$Properties[]|null);

                    /** StateSnapshot held */
                    held?: (lmtriad.log.v1.Held.$Properties[]|null);

                    /** StateSnapshot appliedIndex */
                    appliedIndex?: (number|null);

                    /** StateSnapshot noGrantsBefore */
                    noGrantsBefore?: (number|null);

                    /** StateSnapshot waiting */
                    waiting?: (lmtriad.log.v1.Waiting.$Properties[]|null);

                    /** StateSnapshot borrowKey */
                    borrowKey?: (Uint8Array|null);

                    /** StateSnapshot latestDate */
                    latestDate?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StateSnapshot. */
                type $Shape = {
                  format?: number|null;
                  version?: number|null;
                  leaseTime?: number|null;
                  date?: number|null;
                  nextLease?: number|null;
                  leaseMilliseconds?: number|null;
                  license?: lmtriad.log.v1.SetLicense.$Shape|null;
                  licenseIndex?: number|null;
                  hold?: lmtriad.log.v1.SetHold.$Shape|null;
                  order?: lmtriad.log.v1.SetOrder.$Shape|null;
                  members?: lmtriad.log.v1.SetMembers.$Shape|null;
                  sessions?: lmtriad.log.v1.Session.$Shape[]|null;
                  held?: lmtriad.log.v1.Held.$Shape[]|null;
                  appliedIndex?: number|null;
                  noGrantsBefore?: number|null;
                  waiting?: lmtriad.log.v1.Waiting.$Shape[]|null;
                  borrowKey?: Uint8Array|null;
                  latestDate?: number|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Session.
             * @deprecated Use lmtriad.log.v1.Session.$Properties instead.
             */
            interface ISession extends lmtriad.log.v1.Session.$Properties {
            }

            /** Represents a Session. */
            class Session {

                /**
                 * Constructs a new Session.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Session.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Session session. */
                session: string;

                /** Session identity. */
                identity?: (lmtriad.v1.Identity.$Properties|null);

                /** Session single. */
                single: boolean;

                /** Session leaseVersion. */
                leaseVersion: number;

                /** Session silent. */
                silent: boolean;

                /** Session leftMilliseconds. */
                leftMilliseconds: number;

                /** Session answeredBelow. */
                answeredBelow: number;

                /** Session answers. */
                answers: lmtriad.log.v1.Answer.$Properties[];

                /** Session ended. */
                ended: boolean;

                /** Session endedAt. */
                endedAt: number;

                /** Session openedDate. */
                openedDate: number;

                /** Session leaseMilliseconds. */
                leaseMilliseconds: number;

                /**
                 * Creates a new Session instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Session instance
                 */
                static create(properties: lmtriad.log.v1.Session.$Shape): lmtriad.log.v1.Session & lmtriad.log.v1.Session.$Shape;
                static create(properties?: lmtriad.log.v1.Session.$Properties): lmtriad.log.v1.Session;

                /**
                 * Encodes the specified Session message. Does not implicitly {@link lmtriad.log.v1.Session.verify|verify} messages.
                 * @param message Session message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Session.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Session message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Session & lmtriad.log.v1.Session.$Shape} Session
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Session & lmtriad.log.v1.Session.$Shape;
            }

            namespace Session {

                /** Properties of a Session. */
                interface $Properties {

                    /** Session session */
                    session?: (string|null);

                    /** Session identity */
                    identity?: (lmtriad.v1.Identity.$Properties|null);

                    /** Session single */
                    single?: (boolean|null);

                    /** Session leaseVersion */
                    leaseVersion?: (number|null);

                    /** Session silent */
                    silent?: (boolean|null);

                    /** Session leftMilliseconds */
                    leftMilliseconds?: (number|null);

                    /** Session answeredBelow */
                    answeredBelow?: (number|null);

                    /** Session answers */
                    answers?: (lmtriad.log.v1.Answer.$Properties[]|null);

                    /** Session ended */
                    ended?: (boolean|null);

                    /** Session endedAt */
                    endedAt?: (number|null);

                    /** Session openedDate */
                    openedDate?: (number|null);

                    /** Session leaseMilliseconds */
                    leaseMilliseconds?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Session. */
                type $Shape = {
                  session?: string|null;
                  identity?: lmtriad.v1.Identity.$Shape|null;
                  single?: boolean|null;
                  leaseVersion?: number|null;
                  silent?: boolean|null;
                  leftMilliseconds?: number|null;
                  answeredBelow?: number|null;
                  answers?: lmtriad.log.v1.Answer.$Shape[]|null;
                  ended?: boolean|null;
                  endedAt?: number|null;
                  openedDate?: number|null;
                  leaseMilliseconds?: number|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of an Answer.
             * @deprecated Use lmtriad.log.v1.Answer.$Properties instead.
             */
            interface IAnswer extends lmtriad.log.v1.Answer.$Properties {
            }

            /** Represents an Answer. */
            class Answer {

                /**
                 * Constructs a new Answer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Answer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Answer sequence. */
                sequence: number;

                /** Answer result. */
                result?: (lmtriad.v1.Result.$Properties|null);

                /** Answer cancelled. */
                cancelled: boolean;

                /**
                 * Creates a new Answer instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Answer instance
                 */
                static create(properties: lmtriad.log.v1.Answer.$Shape): lmtriad.log.v1.Answer & lmtriad.log.v1.Answer.$Shape;
                static create(properties?: lmtriad.log.v1.Answer.$Properties): lmtriad.log.v1.Answer;

                /**
                 * Encodes the specified Answer message. Does not implicitly {@link lmtriad.log.v1.Answer.verify|verify} messages.
                 * @param message Answer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Answer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Answer & lmtriad.log.v1.Answer.$Shape} Answer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Answer & lmtriad.log.v1.Answer.$Shape;
            }

            namespace Answer {

                /** Properties of an Answer. */
                interface $Properties {

                    /** Answer sequence */
                    sequence?: (number|null);

                    /** Answer result */
                    result?: (lmtriad.v1.Result.$Properties|null);

                    /** Answer cancelled */
                    cancelled?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Answer. */
                type $Shape = {
                  sequence?: number|null;
                  result?: lmtriad.v1.Result.$Shape|null;
                  cancelled?: boolean|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Held.
             * @deprecated Use lmtriad.log.v1.Held.$Properties instead.
             */
            interface IHeld extends lmtriad.log.v1.Held.$Properties {
            }

            /** Represents a Held. */
            class Held {

                /**
                 * Constructs a new Held.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Held.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Held lease. */
                lease: number;

                /** Held session. */
                session: string;

                /** Held pool. */
                pool: string;

                /** Held count. */
                count: number;

                /** Held index. */
                index: number;

                /** Held date. */
                date: number;

                /** Held revoking. */
                revoking: boolean;

                /** Held sequence. */
                sequence: number;

                /** Held feature. */
                feature: string;

                /** Held version. */
                version: string;

                /** Held vendor. */
                vendor: string;

                /** Held checkoutData. */
                checkoutData: Uint8Array;

                /** Held revokeReason. */
                revokeReason: string;

                /** Held taken. */
                taken: number;

                /** Held reserved. */
                reserved: lmtriad.log.v1.ReservedSeats.$Properties[];

                /** Held suite. */
                suite?: (lmtriad.log.v1.SuiteSeats.$Properties|null);

                /** Held lingerUntil. */
                lingerUntil: number;

                /** Held identity. */
                identity?: (lmtriad.v1.Identity.$Properties|null);

                /** Held borrowedUntil. */
                borrowedUntil: number;

                /** Held machine. */
                machine: string;

                /**
                 * Creates a new Held instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Held instance
                 */
                static create(properties: lmtriad.log.v1.Held.$Shape): lmtriad.log.v1.Held & lmtriad.log.v1.Held.$Shape;
                static create(properties?: lmtriad.log.v1.Held.$Properties): lmtriad.log.v1.Held;

                /**
                 * Encodes the specified Held message. Does not implicitly {@link lmtriad.log.v1.Held.verify|verify} messages.
                 * @param message Held message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Held.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Held message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Held & lmtriad.log.v1.Held.$Shape} Held
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Held & lmtriad.log.v1.Held.$Shape;
            }

            namespace Held {

                /** Properties of a Held. */
                interface $Properties {

                    /** Held lease */
                    lease?: (number|null);

                    /** Held session */
                    session?: (string|null);

                    /** Held pool */
                    pool?: (string|null);

                    /** Held count */
                    count?: (number|null);

                    /** Held index */
                    index?: (number|null);

                    /** Held date */
                    date?: (number|null);

                    /** Held revoking */
                    revoking?: (boolean|null);

                    /** Held sequence */
                    sequence?: (number|null);

                    /** Held feature */
                    feature?: (string|null);

                    /** Held version */
                    version?: (string|null);

                    /** Held vendor */
                    vendor?: (string|null);

                    /** Held checkoutData */
                    checkoutData?: (Uint8Array|null);

                    /** Held revokeReason */
                    revokeReason?: (string|null);

                    /** Held taken */
                    taken?: (number|null);

                    /** Held reserved */
                    reserved?: (lmtriad.log.v1.ReservedSeats.$Properties[]|null);

                    /** Held suite */
                    suite?: (lmtriad.log.v1.SuiteSeats.$Properties|null);

                    /** Held lingerUntil */
                    lingerUntil?: (number|null);

                    /** Held identity */
                    identity?: (lmtriad.v1.Identity.$Properties|null);

                    /** Held borrowedUntil */
                    borrowedUntil?: (number|null);

                    /** Held machine */
                    machine?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Held. */
                type $Shape = lmtriad.log.v1.Held.$Properties;
            }

            /**
             * Properties of a Waiting.
             * @deprecated Use lmtriad.log.v1.Waiting.$Properties instead.
             */
            interface IWaiting extends lmtriad.log.v1.Waiting.$Properties {
            }

            /** Represents a Waiting. */
            class Waiting {

                /**
                 * Constructs a new Waiting.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.Waiting.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Waiting lease. */
                lease: number;

                /** Waiting session. */
                session: string;

                /** Waiting sequence. */
                sequence: number;

                /** Waiting checkout. */
                checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

                /** Waiting index. */
                index: number;

                /** Waiting date. */
                date: number;

                /** Waiting pools. */
                pools: string[];

                /**
                 * Creates a new Waiting instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Waiting instance
                 */
                static create(properties: lmtriad.log.v1.Waiting.$Shape): lmtriad.log.v1.Waiting & lmtriad.log.v1.Waiting.$Shape;
                static create(properties?: lmtriad.log.v1.Waiting.$Properties): lmtriad.log.v1.Waiting;

                /**
                 * Encodes the specified Waiting message. Does not implicitly {@link lmtriad.log.v1.Waiting.verify|verify} messages.
                 * @param message Waiting message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.Waiting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Waiting message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.Waiting & lmtriad.log.v1.Waiting.$Shape} Waiting
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.Waiting & lmtriad.log.v1.Waiting.$Shape;
            }

            namespace Waiting {

                /** Properties of a Waiting. */
                interface $Properties {

                    /** Waiting lease */
                    lease?: (number|null);

                    /** Waiting session */
                    session?: (string|null);

                    /** Waiting sequence */
                    sequence?: (number|null);

                    /** Waiting checkout */
                    checkout?: (lmtriad.v1.CheckoutOperation.$Properties|null);

                    /** Waiting index */
                    index?: (number|null);

                    /** Waiting date */
                    date?: (number|null);

                    /** Waiting pools */
                    pools?: (string[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Waiting. */
                type $Shape = lmtriad.log.v1.Waiting.$Properties;
            }

            /**
             * Properties of a ReservedSeats.
             * @deprecated Use lmtriad.log.v1.ReservedSeats.$Properties instead.
             */
            interface IReservedSeats extends lmtriad.log.v1.ReservedSeats.$Properties {
            }

            /** Represents a ReservedSeats. */
            class ReservedSeats {

                /**
                 * Constructs a new ReservedSeats.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.ReservedSeats.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReservedSeats reservation. */
                reservation: number;

                /** ReservedSeats count. */
                count: number;

                /**
                 * Creates a new ReservedSeats instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReservedSeats instance
                 */
                static create(properties: lmtriad.log.v1.ReservedSeats.$Shape): lmtriad.log.v1.ReservedSeats & lmtriad.log.v1.ReservedSeats.$Shape;
                static create(properties?: lmtriad.log.v1.ReservedSeats.$Properties): lmtriad.log.v1.ReservedSeats;

                /**
                 * Encodes the specified ReservedSeats message. Does not implicitly {@link lmtriad.log.v1.ReservedSeats.verify|verify} messages.
                 * @param message ReservedSeats message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.ReservedSeats.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReservedSeats message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.ReservedSeats & lmtriad.log.v1.ReservedSeats.$Shape} ReservedSeats
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.ReservedSeats & lmtriad.log.v1.ReservedSeats.$Shape;
            }

            namespace ReservedSeats {

                /** Properties of a ReservedSeats. */
                interface $Properties {

                    /** ReservedSeats reservation */
                    reservation?: (number|null);

                    /** ReservedSeats count */
                    count?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReservedSeats. */
                type $Shape = lmtriad.log.v1.ReservedSeats.$Properties;
            }

            /**
             * Properties of a SuiteSeats.
             * @deprecated Use lmtriad.log.v1.SuiteSeats.$Properties instead.
             */
            interface ISuiteSeats extends lmtriad.log.v1.SuiteSeats.$Properties {
            }

            /** Represents a SuiteSeats. */
            class SuiteSeats {

                /**
                 * Constructs a new SuiteSeats.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lmtriad.log.v1.SuiteSeats.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SuiteSeats pool. */
                pool: string;

                /** SuiteSeats taken. */
                taken: number;

                /** SuiteSeats reserved. */
                reserved: lmtriad.log.v1.ReservedSeats.$Properties[];

                /**
                 * Creates a new SuiteSeats instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SuiteSeats instance
                 */
                static create(properties: lmtriad.log.v1.SuiteSeats.$Shape): lmtriad.log.v1.SuiteSeats & lmtriad.log.v1.SuiteSeats.$Shape;
                static create(properties?: lmtriad.log.v1.SuiteSeats.$Properties): lmtriad.log.v1.SuiteSeats;

                /**
                 * Encodes the specified SuiteSeats message. Does not implicitly {@link lmtriad.log.v1.SuiteSeats.verify|verify} messages.
                 * @param message SuiteSeats message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lmtriad.log.v1.SuiteSeats.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SuiteSeats message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lmtriad.log.v1.SuiteSeats & lmtriad.log.v1.SuiteSeats.$Shape} SuiteSeats
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lmtriad.log.v1.SuiteSeats & lmtriad.log.v1.SuiteSeats.$Shape;
            }

            namespace SuiteSeats {

                /** Properties of a SuiteSeats. */
                interface $Properties {

                    /** SuiteSeats pool */
                    pool?: (string|null);

                    /** SuiteSeats taken */
                    taken?: (number|null);

                    /** SuiteSeats reserved */
                    reserved?: (lmtriad.log.v1.ReservedSeats.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SuiteSeats. */
                type $Shape = lmtriad.log.v1.SuiteSeats.$Properties;
            }
        }
    }
}
