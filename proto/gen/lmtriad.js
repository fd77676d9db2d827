/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const google = $root.google = (() => {

    const google = {};

    google.protobuf = (function() {

        const protobuf = {};

        protobuf.Any = (function() {

            const Any = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Any.prototype.type_url = "";
            Any.prototype.value = $util.newBuffer([]);

            Any.create = function(properties) {
                return new Any(properties);
            };

            Any.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.type_url != null && $Object.hasOwnProperty.call(message, "type_url") && message.type_url !== "")
                    writer.uint32(10).string(message.type_url);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(18).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Any.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Any();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type_url = value;
                            else
                                delete message.type_url;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Any;
        })();

        return protobuf;
    })();

    google.rpc = (function() {

        const rpc = {};

        rpc.Status = (function() {

            const Status = function (properties) {
                this.details = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Status.prototype.code = 0;
            Status.prototype.message = "";
            Status.prototype.details = $util.emptyArray;

            Status.create = function(properties) {
                return new Status(properties);
            };

            Status.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(8).int32(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(18).string(message.message);
                if (message.details != null && message.details.length)
                    for (let i = 0; i < message.details.length; ++i)
                        $root.google.protobuf.Any.encode(message.details[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Status.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.rpc.Status();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.details && message.details.length))
                                message.details = [];
                            message.details.push($root.google.protobuf.Any.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Status;
        })();

        return rpc;
    })();

    return google;
})();

export const lmtriad = $root.lmtriad = (() => {

    const lmtriad = {};

    lmtriad.v1 = (function() {

        const v1 = {};

        v1.BorrowWish = (function() {

            const BorrowWish = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BorrowWish.prototype.until = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            BorrowWish.prototype.machine = "";

            BorrowWish.create = function(properties) {
                return new BorrowWish(properties);
            };

            BorrowWish.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.until != null && $Object.hasOwnProperty.call(message, "until") && (typeof message.until === "object" ? message.until.low || message.until.high : message.until !== 0))
                    writer.uint32(8).uint64(message.until);
                if (message.machine != null && $Object.hasOwnProperty.call(message, "machine") && message.machine !== "")
                    writer.uint32(18).string(message.machine);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BorrowWish.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.BorrowWish();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.until = value;
                            else
                                delete message.until;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.machine = value;
                            else
                                delete message.machine;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BorrowWish;
        })();

        v1.BorrowToken = (function() {

            const BorrowToken = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BorrowToken.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            BorrowToken.prototype.feature = "";
            BorrowToken.prototype.version = "";
            BorrowToken.prototype.vendor = "";
            BorrowToken.prototype.count = 0;
            BorrowToken.prototype.user = "";
            BorrowToken.prototype.host = "";
            BorrowToken.prototype.display = "";
            BorrowToken.prototype.machine = "";
            BorrowToken.prototype.start = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            BorrowToken.prototype.end = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            BorrowToken.create = function(properties) {
                return new BorrowToken(properties);
            };

            BorrowToken.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(8).uint64(message.lease);
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(18).string(message.feature);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(26).string(message.version);
                if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                    writer.uint32(34).string(message.vendor);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(40).uint32(message.count);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(50).string(message.user);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(58).string(message.host);
                if (message.display != null && $Object.hasOwnProperty.call(message, "display") && message.display !== "")
                    writer.uint32(66).string(message.display);
                if (message.machine != null && $Object.hasOwnProperty.call(message, "machine") && message.machine !== "")
                    writer.uint32(74).string(message.machine);
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && (typeof message.start === "object" ? message.start.low || message.start.high : message.start !== 0))
                    writer.uint32(80).uint64(message.start);
                if (message.end != null && $Object.hasOwnProperty.call(message, "end") && (typeof message.end === "object" ? message.end.low || message.end.high : message.end !== 0))
                    writer.uint32(88).uint64(message.end);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BorrowToken.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.BorrowToken();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vendor = value;
                            else
                                delete message.vendor;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.display = value;
                            else
                                delete message.display;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.machine = value;
                            else
                                delete message.machine;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.end = value;
                            else
                                delete message.end;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BorrowToken;
        })();

        v1.SignedBorrow = (function() {

            const SignedBorrow = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SignedBorrow.prototype.token = $util.newBuffer([]);
            SignedBorrow.prototype.signature = $util.newBuffer([]);
            SignedBorrow.prototype.publicKey = $util.newBuffer([]);

            SignedBorrow.create = function(properties) {
                return new SignedBorrow(properties);
            };

            SignedBorrow.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token.length)
                    writer.uint32(10).bytes(message.token);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(18).bytes(message.signature);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(26).bytes(message.publicKey);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SignedBorrow.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.SignedBorrow();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SignedBorrow;
        })();

        v1.ReturnBorrowOperation = (function() {

            const ReturnBorrowOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ReturnBorrowOperation.prototype.borrow = null;

            ReturnBorrowOperation.create = function(properties) {
                return new ReturnBorrowOperation(properties);
            };

            ReturnBorrowOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.borrow != null && $Object.hasOwnProperty.call(message, "borrow"))
                    $root.lmtriad.v1.SignedBorrow.encode(message.borrow, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ReturnBorrowOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.ReturnBorrowOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.borrow = $root.lmtriad.v1.SignedBorrow.decode(reader, reader.size(), $undefined, _depth + 1, message.borrow);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReturnBorrowOperation;
        })();

        v1.BorrowReturned = (function() {

            const BorrowReturned = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BorrowReturned.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            BorrowReturned.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            BorrowReturned.create = function(properties) {
                return new BorrowReturned(properties);
            };

            BorrowReturned.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(8).uint64(message.lease);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(16).uint64(message.index);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BorrowReturned.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.BorrowReturned();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BorrowReturned;
        })();

        v1.Identity = (function() {

            const Identity = function (properties) {
                this.hostids = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Identity.prototype.user = "";
            Identity.prototype.host = "";
            Identity.prototype.display = "";
            Identity.prototype.pid = 0;
            Identity.prototype.clientVersion = "";
            Identity.prototype.project = "";
            Identity.prototype.address = "";
            Identity.prototype.hostids = $util.emptyArray;

            Identity.create = function(properties) {
                return new Identity(properties);
            };

            Identity.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(10).string(message.user);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(18).string(message.host);
                if (message.display != null && $Object.hasOwnProperty.call(message, "display") && message.display !== "")
                    writer.uint32(26).string(message.display);
                if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                    writer.uint32(32).uint32(message.pid);
                if (message.clientVersion != null && $Object.hasOwnProperty.call(message, "clientVersion") && message.clientVersion !== "")
                    writer.uint32(42).string(message.clientVersion);
                if (message.project != null && $Object.hasOwnProperty.call(message, "project") && message.project !== "")
                    writer.uint32(50).string(message.project);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                    writer.uint32(58).string(message.address);
                if (message.hostids != null && message.hostids.length)
                    for (let i = 0; i < message.hostids.length; ++i)
                        writer.uint32(66).string(message.hostids[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Identity.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Identity();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.display = value;
                            else
                                delete message.display;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pid = value;
                            else
                                delete message.pid;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.clientVersion = value;
                            else
                                delete message.clientVersion;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.project = value;
                            else
                                delete message.project;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hostids && message.hostids.length))
                                message.hostids = [];
                            message.hostids.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Identity;
        })();

        v1.SessionRequest = (function() {

            const SessionRequest = function (properties) {
                this.operations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SessionRequest.prototype.operations = $util.emptyArray;

            SessionRequest.create = function(properties) {
                return new SessionRequest(properties);
            };

            SessionRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.operations != null && message.operations.length)
                    for (let i = 0; i < message.operations.length; ++i)
                        $root.lmtriad.v1.Operation.encode(message.operations[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SessionRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.SessionRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.operations && message.operations.length))
                                message.operations = [];
                            message.operations.push($root.lmtriad.v1.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SessionRequest;
        })();

        v1.SessionResponse = (function() {

            const SessionResponse = function (properties) {
                this.results = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SessionResponse.prototype.results = $util.emptyArray;

            SessionResponse.create = function(properties) {
                return new SessionResponse(properties);
            };

            SessionResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.results != null && message.results.length)
                    for (let i = 0; i < message.results.length; ++i)
                        $root.lmtriad.v1.Result.encode(message.results[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SessionResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.SessionResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.results && message.results.length))
                                message.results = [];
                            message.results.push($root.lmtriad.v1.Result.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SessionResponse;
        })();

        v1.Operation = (function() {

            const Operation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Operation.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Operation.prototype.answeredBelow = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Operation.prototype.attach = null;
            Operation.prototype.checkout = null;
            Operation.prototype.checkin = null;
            Operation.prototype.renew = null;
            Operation.prototype.cancel = null;
            Operation.prototype.end = null;
            Operation.prototype.returnBorrow = null;

            let $oneOfFields;

            $Object.defineProperty(Operation.prototype, "operation", {
                get: $util.oneOfGetter($oneOfFields = ["attach", "checkout", "checkin", "renew", "cancel", "end", "returnBorrow"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Operation.create = function(properties) {
                return new Operation(properties);
            };

            Operation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(8).uint64(message.sequence);
                if (message.answeredBelow != null && $Object.hasOwnProperty.call(message, "answeredBelow") && (typeof message.answeredBelow === "object" ? message.answeredBelow.low || message.answeredBelow.high : message.answeredBelow !== 0))
                    writer.uint32(16).uint64(message.answeredBelow);
                if (message.attach != null && $Object.hasOwnProperty.call(message, "attach"))
                    $root.lmtriad.v1.Attach.encode(message.attach, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.checkout != null && $Object.hasOwnProperty.call(message, "checkout"))
                    $root.lmtriad.v1.CheckoutOperation.encode(message.checkout, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.checkin != null && $Object.hasOwnProperty.call(message, "checkin"))
                    $root.lmtriad.v1.CheckinOperation.encode(message.checkin, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.renew != null && $Object.hasOwnProperty.call(message, "renew"))
                    $root.lmtriad.v1.RenewOperation.encode(message.renew, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.cancel != null && $Object.hasOwnProperty.call(message, "cancel"))
                    $root.lmtriad.v1.CancelOperation.encode(message.cancel, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                    $root.lmtriad.v1.EndOperation.encode(message.end, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.returnBorrow != null && $Object.hasOwnProperty.call(message, "returnBorrow"))
                    $root.lmtriad.v1.ReturnBorrowOperation.encode(message.returnBorrow, writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Operation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Operation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.answeredBelow = value;
                            else
                                delete message.answeredBelow;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.attach = $root.lmtriad.v1.Attach.decode(reader, reader.size(), $undefined, _depth + 1, message.attach);
                            message.operation = "attach";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.checkout = $root.lmtriad.v1.CheckoutOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.checkout);
                            message.operation = "checkout";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.checkin = $root.lmtriad.v1.CheckinOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.checkin);
                            message.operation = "checkin";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.renew = $root.lmtriad.v1.RenewOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.renew);
                            message.operation = "renew";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.cancel = $root.lmtriad.v1.CancelOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.cancel);
                            message.operation = "cancel";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.end = $root.lmtriad.v1.EndOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.end);
                            message.operation = "end";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.returnBorrow = $root.lmtriad.v1.ReturnBorrowOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.returnBorrow);
                            message.operation = "returnBorrow";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Operation;
        })();

        v1.Attach = (function() {

            const Attach = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Attach.prototype.session = "";
            Attach.prototype.identity = null;
            Attach.prototype.replaces = "";
            Attach.prototype.observe = false;

            Attach.create = function(properties) {
                return new Attach(properties);
            };

            Attach.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(10).string(message.session);
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                    $root.lmtriad.v1.Identity.encode(message.identity, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.replaces != null && $Object.hasOwnProperty.call(message, "replaces") && message.replaces !== "")
                    writer.uint32(26).string(message.replaces);
                if (message.observe != null && $Object.hasOwnProperty.call(message, "observe") && message.observe !== false)
                    writer.uint32(32).bool(message.observe);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Attach.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Attach();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.identity = $root.lmtriad.v1.Identity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.replaces = value;
                            else
                                delete message.replaces;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.observe = value;
                            else
                                delete message.observe;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Attach;
        })();

        v1.CheckoutOperation = (function() {

            const CheckoutOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckoutOperation.prototype.feature = "";
            CheckoutOperation.prototype.version = "";
            CheckoutOperation.prototype.count = 0;
            CheckoutOperation.prototype.vendor = "";
            CheckoutOperation.prototype.queue = false;
            CheckoutOperation.prototype.checkoutData = $util.newBuffer([]);
            CheckoutOperation.prototype.borrow = null;

            CheckoutOperation.create = function(properties) {
                return new CheckoutOperation(properties);
            };

            CheckoutOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(10).string(message.feature);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(18).string(message.version);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(24).uint32(message.count);
                if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                    writer.uint32(34).string(message.vendor);
                if (message.queue != null && $Object.hasOwnProperty.call(message, "queue") && message.queue !== false)
                    writer.uint32(40).bool(message.queue);
                if (message.checkoutData != null && $Object.hasOwnProperty.call(message, "checkoutData") && message.checkoutData.length)
                    writer.uint32(50).bytes(message.checkoutData);
                if (message.borrow != null && $Object.hasOwnProperty.call(message, "borrow"))
                    $root.lmtriad.v1.BorrowWish.encode(message.borrow, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckoutOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckoutOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vendor = value;
                            else
                                delete message.vendor;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.queue = value;
                            else
                                delete message.queue;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.checkoutData = value;
                            else
                                delete message.checkoutData;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.borrow = $root.lmtriad.v1.BorrowWish.decode(reader, reader.size(), $undefined, _depth + 1, message.borrow);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckoutOperation;
        })();

        v1.CheckinOperation = (function() {

            const CheckinOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckinOperation.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            CheckinOperation.create = function(properties) {
                return new CheckinOperation(properties);
            };

            CheckinOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(8).uint64(message.lease);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckinOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckinOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckinOperation;
        })();

        v1.RenewOperation = (function() {

            const RenewOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RenewOperation.prototype.nonce = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            RenewOperation.prototype.idleSeconds = 0;

            RenewOperation.create = function(properties) {
                return new RenewOperation(properties);
            };

            RenewOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && (typeof message.nonce === "object" ? message.nonce.low || message.nonce.high : message.nonce !== 0))
                    writer.uint32(8).uint64(message.nonce);
                if (message.idleSeconds != null && $Object.hasOwnProperty.call(message, "idleSeconds") && message.idleSeconds !== 0)
                    writer.uint32(16).uint32(message.idleSeconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RenewOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RenewOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.idleSeconds = value;
                            else
                                delete message.idleSeconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RenewOperation;
        })();

        v1.CancelOperation = (function() {

            const CancelOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CancelOperation.prototype.cancelledSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            CancelOperation.create = function(properties) {
                return new CancelOperation(properties);
            };

            CancelOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cancelledSequence != null && $Object.hasOwnProperty.call(message, "cancelledSequence") && (typeof message.cancelledSequence === "object" ? message.cancelledSequence.low || message.cancelledSequence.high : message.cancelledSequence !== 0))
                    writer.uint32(8).uint64(message.cancelledSequence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CancelOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CancelOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.cancelledSequence = value;
                            else
                                delete message.cancelledSequence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CancelOperation;
        })();

        v1.EndOperation = (function() {

            const EndOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EndOperation.create = function(properties) {
                return new EndOperation(properties);
            };

            EndOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EndOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.EndOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EndOperation;
        })();

        v1.Result = (function() {

            const Result = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Result.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Result.prototype.failure = null;
            Result.prototype.attached = null;
            Result.prototype.granted = null;
            Result.prototype.checkedIn = null;
            Result.prototype.renewed = null;
            Result.prototype.cancelled = null;
            Result.prototype.ended = null;
            Result.prototype.master = null;
            Result.prototype.queued = null;
            Result.prototype.borrowReturned = null;

            let $oneOfFields;

            $Object.defineProperty(Result.prototype, "result", {
                get: $util.oneOfGetter($oneOfFields = ["failure", "attached", "granted", "checkedIn", "renewed", "cancelled", "ended", "master", "queued", "borrowReturned"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Result.create = function(properties) {
                return new Result(properties);
            };

            Result.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(8).uint64(message.sequence);
                if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                    $root.lmtriad.v1.Failure.encode(message.failure, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.attached != null && $Object.hasOwnProperty.call(message, "attached"))
                    $root.lmtriad.v1.Attached.encode(message.attached, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.granted != null && $Object.hasOwnProperty.call(message, "granted"))
                    $root.lmtriad.v1.Lease.encode(message.granted, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.checkedIn != null && $Object.hasOwnProperty.call(message, "checkedIn"))
                    $root.lmtriad.v1.CheckedIn.encode(message.checkedIn, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.renewed != null && $Object.hasOwnProperty.call(message, "renewed"))
                    $root.lmtriad.v1.Renewed.encode(message.renewed, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.cancelled != null && $Object.hasOwnProperty.call(message, "cancelled"))
                    $root.lmtriad.v1.Cancelled.encode(message.cancelled, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.ended != null && $Object.hasOwnProperty.call(message, "ended"))
                    $root.lmtriad.v1.Ended.encode(message.ended, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.master != null && $Object.hasOwnProperty.call(message, "master"))
                    $root.lmtriad.v1.MasterNews.encode(message.master, writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.queued != null && $Object.hasOwnProperty.call(message, "queued"))
                    $root.lmtriad.v1.Queued.encode(message.queued, writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.borrowReturned != null && $Object.hasOwnProperty.call(message, "borrowReturned"))
                    $root.lmtriad.v1.BorrowReturned.encode(message.borrowReturned, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Result.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Result();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.failure = $root.lmtriad.v1.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                            message.result = "failure";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.attached = $root.lmtriad.v1.Attached.decode(reader, reader.size(), $undefined, _depth + 1, message.attached);
                            message.result = "attached";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.granted = $root.lmtriad.v1.Lease.decode(reader, reader.size(), $undefined, _depth + 1, message.granted);
                            message.result = "granted";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.checkedIn = $root.lmtriad.v1.CheckedIn.decode(reader, reader.size(), $undefined, _depth + 1, message.checkedIn);
                            message.result = "checkedIn";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.renewed = $root.lmtriad.v1.Renewed.decode(reader, reader.size(), $undefined, _depth + 1, message.renewed);
                            message.result = "renewed";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.cancelled = $root.lmtriad.v1.Cancelled.decode(reader, reader.size(), $undefined, _depth + 1, message.cancelled);
                            message.result = "cancelled";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.ended = $root.lmtriad.v1.Ended.decode(reader, reader.size(), $undefined, _depth + 1, message.ended);
                            message.result = "ended";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.master = $root.lmtriad.v1.MasterNews.decode(reader, reader.size(), $undefined, _depth + 1, message.master);
                            message.result = "master";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.queued = $root.lmtriad.v1.Queued.decode(reader, reader.size(), $undefined, _depth + 1, message.queued);
                            message.result = "queued";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.borrowReturned = $root.lmtriad.v1.BorrowReturned.decode(reader, reader.size(), $undefined, _depth + 1, message.borrowReturned);
                            message.result = "borrowReturned";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Result;
        })();

        v1.Failure = (function() {

            const Failure = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Failure.prototype.code = 0;
            Failure.prototype.minor = 0;
            Failure.prototype.text = "";
            Failure.prototype.detail = "";
            Failure.prototype.feature = "";
            Failure.prototype.retry = false;

            Failure.create = function(properties) {
                return new Failure(properties);
            };

            Failure.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(8).int32(message.code);
                if (message.minor != null && $Object.hasOwnProperty.call(message, "minor") && message.minor !== 0)
                    writer.uint32(16).int32(message.minor);
                if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                    writer.uint32(26).string(message.text);
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                    writer.uint32(34).string(message.detail);
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(42).string(message.feature);
                if (message.retry != null && $Object.hasOwnProperty.call(message, "retry") && message.retry !== false)
                    writer.uint32(48).bool(message.retry);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Failure.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Failure();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.minor = value;
                            else
                                delete message.minor;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.text = value;
                            else
                                delete message.text;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detail = value;
                            else
                                delete message.detail;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.retry = value;
                            else
                                delete message.retry;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Failure;
        })();

        v1.Attached = (function() {

            const Attached = function (properties) {
                this.leases = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Attached.prototype.leaseMilliseconds = 0;
            Attached.prototype.server = "";
            Attached.prototype.leases = $util.emptyArray;
            Attached.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Attached.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Attached.prototype.created = false;
            Attached.prototype.master = null;

            Attached.create = function(properties) {
                return new Attached(properties);
            };

            Attached.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.leaseMilliseconds != null && $Object.hasOwnProperty.call(message, "leaseMilliseconds") && message.leaseMilliseconds !== 0)
                    writer.uint32(8).uint32(message.leaseMilliseconds);
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(18).string(message.server);
                if (message.leases != null && message.leases.length)
                    for (let i = 0; i < message.leases.length; ++i)
                        $root.lmtriad.v1.Lease.encode(message.leases[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                    writer.uint32(32).uint64(message.term);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(40).uint64(message.index);
                if (message.created != null && $Object.hasOwnProperty.call(message, "created") && message.created !== false)
                    writer.uint32(48).bool(message.created);
                if (message.master != null && $Object.hasOwnProperty.call(message, "master"))
                    $root.lmtriad.v1.MasterNews.encode(message.master, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Attached.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Attached();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leaseMilliseconds = value;
                            else
                                delete message.leaseMilliseconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.leases && message.leases.length))
                                message.leases = [];
                            message.leases.push($root.lmtriad.v1.Lease.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.term = value;
                            else
                                delete message.term;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.created = value;
                            else
                                delete message.created;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.master = $root.lmtriad.v1.MasterNews.decode(reader, reader.size(), $undefined, _depth + 1, message.master);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Attached;
        })();

        v1.Lease = (function() {

            const Lease = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Lease.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Lease.prototype.feature = "";
            Lease.prototype.count = 0;
            Lease.prototype.version = "";
            Lease.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Lease.prototype.revoking = false;
            Lease.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Lease.prototype.vendor = "";
            Lease.prototype.borrow = null;

            Lease.create = function(properties) {
                return new Lease(properties);
            };

            Lease.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(8).uint64(message.lease);
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(18).string(message.feature);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(24).uint32(message.count);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(34).string(message.version);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(40).uint64(message.index);
                if (message.revoking != null && $Object.hasOwnProperty.call(message, "revoking") && message.revoking !== false)
                    writer.uint32(48).bool(message.revoking);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(56).uint64(message.sequence);
                if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                    writer.uint32(66).string(message.vendor);
                if (message.borrow != null && $Object.hasOwnProperty.call(message, "borrow"))
                    $root.lmtriad.v1.SignedBorrow.encode(message.borrow, writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Lease.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Lease();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.revoking = value;
                            else
                                delete message.revoking;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vendor = value;
                            else
                                delete message.vendor;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.borrow = $root.lmtriad.v1.SignedBorrow.decode(reader, reader.size(), $undefined, _depth + 1, message.borrow);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Lease;
        })();

        v1.CheckedIn = (function() {

            const CheckedIn = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckedIn.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            CheckedIn.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            CheckedIn.create = function(properties) {
                return new CheckedIn(properties);
            };

            CheckedIn.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(8).uint64(message.lease);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(16).uint64(message.index);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckedIn.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckedIn();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckedIn;
        })();

        v1.Renewed = (function() {

            const Renewed = function (properties) {
                this.revoking = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Renewed.prototype.nonce = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Renewed.prototype.revoking = $util.emptyArray;

            Renewed.create = function(properties) {
                return new Renewed(properties);
            };

            Renewed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && (typeof message.nonce === "object" ? message.nonce.low || message.nonce.high : message.nonce !== 0))
                    writer.uint32(8).uint64(message.nonce);
                if (message.revoking != null && message.revoking.length)
                    writer.uint32(18).uint64s(message.revoking);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Renewed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Renewed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.revoking && message.revoking.length))
                                    message.revoking = [];
                                reader.uint64s(message.revoking);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.revoking && message.revoking.length))
                                message.revoking = [];
                            message.revoking.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Renewed;
        })();

        v1.Cancelled = (function() {

            const Cancelled = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Cancelled.prototype.cancelledSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            Cancelled.create = function(properties) {
                return new Cancelled(properties);
            };

            Cancelled.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cancelledSequence != null && $Object.hasOwnProperty.call(message, "cancelledSequence") && (typeof message.cancelledSequence === "object" ? message.cancelledSequence.low || message.cancelledSequence.high : message.cancelledSequence !== 0))
                    writer.uint32(8).uint64(message.cancelledSequence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Cancelled.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Cancelled();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.cancelledSequence = value;
                            else
                                delete message.cancelledSequence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Cancelled;
        })();

        v1.Ended = (function() {

            const Ended = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Ended.create = function(properties) {
                return new Ended(properties);
            };

            Ended.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Ended.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Ended();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Ended;
        })();

        v1.Queued = (function() {

            const Queued = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Queued.prototype.position = 0;

            Queued.create = function(properties) {
                return new Queued(properties);
            };

            Queued.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.position != null && $Object.hasOwnProperty.call(message, "position") && message.position !== 0)
                    writer.uint32(8).uint32(message.position);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Queued.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Queued();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.position = value;
                            else
                                delete message.position;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Queued;
        })();

        v1.MasterNews = (function() {

            const MasterNews = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            MasterNews.prototype.server = "";
            MasterNews.prototype.host = "";
            MasterNews.prototype.port = 0;
            MasterNews.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            MasterNews.prototype.reason = "";

            MasterNews.create = function(properties) {
                return new MasterNews(properties);
            };

            MasterNews.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(10).string(message.server);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(18).string(message.host);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(24).uint32(message.port);
                if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                    writer.uint32(32).uint64(message.term);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(42).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            MasterNews.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.MasterNews();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.port = value;
                            else
                                delete message.port;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.term = value;
                            else
                                delete message.term;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MasterNews;
        })();

        v1.CheckoutRequest = (function() {

            const CheckoutRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckoutRequest.prototype.id = "";
            CheckoutRequest.prototype.identity = null;
            CheckoutRequest.prototype.checkout = null;
            CheckoutRequest.prototype.ageMilliseconds = 0;

            CheckoutRequest.create = function(properties) {
                return new CheckoutRequest(properties);
            };

            CheckoutRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                    $root.lmtriad.v1.Identity.encode(message.identity, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.checkout != null && $Object.hasOwnProperty.call(message, "checkout"))
                    $root.lmtriad.v1.CheckoutOperation.encode(message.checkout, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.ageMilliseconds != null && $Object.hasOwnProperty.call(message, "ageMilliseconds") && message.ageMilliseconds !== 0)
                    writer.uint32(32).uint32(message.ageMilliseconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckoutRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckoutRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.identity = $root.lmtriad.v1.Identity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.checkout = $root.lmtriad.v1.CheckoutOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.checkout);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.ageMilliseconds = value;
                            else
                                delete message.ageMilliseconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckoutRequest;
        })();

        v1.CheckoutResponse = (function() {

            const CheckoutResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckoutResponse.prototype.lease = null;
            CheckoutResponse.prototype.session = "";
            CheckoutResponse.prototype.leaseMilliseconds = 0;

            CheckoutResponse.create = function(properties) {
                return new CheckoutResponse(properties);
            };

            CheckoutResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease"))
                    $root.lmtriad.v1.Lease.encode(message.lease, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(18).string(message.session);
                if (message.leaseMilliseconds != null && $Object.hasOwnProperty.call(message, "leaseMilliseconds") && message.leaseMilliseconds !== 0)
                    writer.uint32(24).uint32(message.leaseMilliseconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckoutResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckoutResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.lease = $root.lmtriad.v1.Lease.decode(reader, reader.size(), $undefined, _depth + 1, message.lease);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leaseMilliseconds = value;
                            else
                                delete message.leaseMilliseconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckoutResponse;
        })();

        v1.CheckinRequest = (function() {

            const CheckinRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckinRequest.prototype.session = "";
            CheckinRequest.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            CheckinRequest.create = function(properties) {
                return new CheckinRequest(properties);
            };

            CheckinRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(10).string(message.session);
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(16).uint64(message.lease);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckinRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckinRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckinRequest;
        })();

        v1.CheckinResponse = (function() {

            const CheckinResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckinResponse.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            CheckinResponse.create = function(properties) {
                return new CheckinResponse(properties);
            };

            CheckinResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(8).uint64(message.index);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckinResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.CheckinResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckinResponse;
        })();

        v1.RenewRequest = (function() {

            const RenewRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RenewRequest.prototype.session = "";
            RenewRequest.prototype.idleSeconds = 0;

            RenewRequest.create = function(properties) {
                return new RenewRequest(properties);
            };

            RenewRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(10).string(message.session);
                if (message.idleSeconds != null && $Object.hasOwnProperty.call(message, "idleSeconds") && message.idleSeconds !== 0)
                    writer.uint32(16).uint32(message.idleSeconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RenewRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RenewRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.idleSeconds = value;
                            else
                                delete message.idleSeconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RenewRequest;
        })();

        v1.RenewResponse = (function() {

            const RenewResponse = function (properties) {
                this.revoking = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RenewResponse.prototype.leaseMilliseconds = 0;
            RenewResponse.prototype.revoking = $util.emptyArray;

            RenewResponse.create = function(properties) {
                return new RenewResponse(properties);
            };

            RenewResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.leaseMilliseconds != null && $Object.hasOwnProperty.call(message, "leaseMilliseconds") && message.leaseMilliseconds !== 0)
                    writer.uint32(8).uint32(message.leaseMilliseconds);
                if (message.revoking != null && message.revoking.length)
                    writer.uint32(18).uint64s(message.revoking);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RenewResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RenewResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leaseMilliseconds = value;
                            else
                                delete message.leaseMilliseconds;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.revoking && message.revoking.length))
                                    message.revoking = [];
                                reader.uint64s(message.revoking);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.revoking && message.revoking.length))
                                message.revoking = [];
                            message.revoking.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RenewResponse;
        })();

        v1.Status = (function() {

            const Status = function (properties) {
                this.members = [];
                this.features = [];
                this.warnings = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Status.prototype.clusterId = "";
            Status.prototype.server = "";
            Status.prototype.master = "";
            Status.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Status.prototype.commitIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Status.prototype.appliedIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Status.prototype.quorum = false;
            Status.prototype.quorumText = "";
            Status.prototype.members = $util.emptyArray;
            Status.prototype.license = null;
            Status.prototype.features = $util.emptyArray;
            Status.prototype.version = "";
            Status.prototype.leaseMilliseconds = 0;
            Status.prototype.holdSeconds = 0;
            Status.prototype.orderMismatch = false;
            Status.prototype.warnings = $util.emptyArray;
            Status.prototype.stateHash = "";
            Status.prototype.serverTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Status.prototype.started = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            Status.create = function(properties) {
                return new Status(properties);
            };

            Status.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                    writer.uint32(10).string(message.clusterId);
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(18).string(message.server);
                if (message.master != null && $Object.hasOwnProperty.call(message, "master") && message.master !== "")
                    writer.uint32(26).string(message.master);
                if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                    writer.uint32(32).uint64(message.term);
                if (message.commitIndex != null && $Object.hasOwnProperty.call(message, "commitIndex") && (typeof message.commitIndex === "object" ? message.commitIndex.low || message.commitIndex.high : message.commitIndex !== 0))
                    writer.uint32(40).uint64(message.commitIndex);
                if (message.appliedIndex != null && $Object.hasOwnProperty.call(message, "appliedIndex") && (typeof message.appliedIndex === "object" ? message.appliedIndex.low || message.appliedIndex.high : message.appliedIndex !== 0))
                    writer.uint32(48).uint64(message.appliedIndex);
                if (message.quorum != null && $Object.hasOwnProperty.call(message, "quorum") && message.quorum !== false)
                    writer.uint32(56).bool(message.quorum);
                if (message.quorumText != null && $Object.hasOwnProperty.call(message, "quorumText") && message.quorumText !== "")
                    writer.uint32(66).string(message.quorumText);
                if (message.members != null && message.members.length)
                    for (let i = 0; i < message.members.length; ++i)
                        $root.lmtriad.v1.MemberStatus.encode(message.members[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.license != null && $Object.hasOwnProperty.call(message, "license"))
                    $root.lmtriad.v1.LicenseStatus.encode(message.license, writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.features != null && message.features.length)
                    for (let i = 0; i < message.features.length; ++i)
                        $root.lmtriad.v1.FeatureStatus.encode(message.features[i], writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(98).string(message.version);
                if (message.leaseMilliseconds != null && $Object.hasOwnProperty.call(message, "leaseMilliseconds") && message.leaseMilliseconds !== 0)
                    writer.uint32(104).uint32(message.leaseMilliseconds);
                if (message.holdSeconds != null && $Object.hasOwnProperty.call(message, "holdSeconds") && message.holdSeconds !== 0)
                    writer.uint32(112).uint32(message.holdSeconds);
                if (message.orderMismatch != null && $Object.hasOwnProperty.call(message, "orderMismatch") && message.orderMismatch !== false)
                    writer.uint32(120).bool(message.orderMismatch);
                if (message.warnings != null && message.warnings.length)
                    for (let i = 0; i < message.warnings.length; ++i)
                        writer.uint32(130).string(message.warnings[i]);
                if (message.stateHash != null && $Object.hasOwnProperty.call(message, "stateHash") && message.stateHash !== "")
                    writer.uint32(138).string(message.stateHash);
                if (message.serverTime != null && $Object.hasOwnProperty.call(message, "serverTime") && (typeof message.serverTime === "object" ? message.serverTime.low || message.serverTime.high : message.serverTime !== 0))
                    writer.uint32(144).uint64(message.serverTime);
                if (message.started != null && $Object.hasOwnProperty.call(message, "started") && (typeof message.started === "object" ? message.started.low || message.started.high : message.started !== 0))
                    writer.uint32(152).uint64(message.started);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Status.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.Status();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.clusterId = value;
                            else
                                delete message.clusterId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.master = value;
                            else
                                delete message.master;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.term = value;
                            else
                                delete message.term;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.commitIndex = value;
                            else
                                delete message.commitIndex;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.appliedIndex = value;
                            else
                                delete message.appliedIndex;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.quorum = value;
                            else
                                delete message.quorum;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.quorumText = value;
                            else
                                delete message.quorumText;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.members && message.members.length))
                                message.members = [];
                            message.members.push($root.lmtriad.v1.MemberStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.license = $root.lmtriad.v1.LicenseStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.license);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.features && message.features.length))
                                message.features = [];
                            message.features.push($root.lmtriad.v1.FeatureStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leaseMilliseconds = value;
                            else
                                delete message.leaseMilliseconds;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.holdSeconds = value;
                            else
                                delete message.holdSeconds;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.orderMismatch = value;
                            else
                                delete message.orderMismatch;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if (!(message.warnings && message.warnings.length))
                                message.warnings = [];
                            message.warnings.push(reader.stringVerify());
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stateHash = value;
                            else
                                delete message.stateHash;
                            continue;
                        }
                    case 18: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.serverTime = value;
                            else
                                delete message.serverTime;
                            continue;
                        }
                    case 19: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.started = value;
                            else
                                delete message.started;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Status;
        })();

        v1.MemberStatus = (function() {

            const MemberStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            MemberStatus.prototype.server = "";
            MemberStatus.prototype.host = "";
            MemberStatus.prototype.port = 0;
            MemberStatus.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            MemberStatus.prototype.role = 0;
            MemberStatus.prototype.up = false;
            MemberStatus.prototype.voter = false;
            MemberStatus.prototype.matchIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            MemberStatus.prototype.version = "";
            MemberStatus.prototype.silentMilliseconds = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            MemberStatus.prototype.licenseHash = "";
            MemberStatus.prototype.licenseDiffers = false;

            MemberStatus.create = function(properties) {
                return new MemberStatus(properties);
            };

            MemberStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(10).string(message.server);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(18).string(message.host);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(24).uint32(message.port);
                if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                    writer.uint32(32).uint64(message.incarnation);
                if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                    writer.uint32(40).int32(message.role);
                if (message.up != null && $Object.hasOwnProperty.call(message, "up") && message.up !== false)
                    writer.uint32(48).bool(message.up);
                if (message.voter != null && $Object.hasOwnProperty.call(message, "voter") && message.voter !== false)
                    writer.uint32(56).bool(message.voter);
                if (message.matchIndex != null && $Object.hasOwnProperty.call(message, "matchIndex") && (typeof message.matchIndex === "object" ? message.matchIndex.low || message.matchIndex.high : message.matchIndex !== 0))
                    writer.uint32(64).uint64(message.matchIndex);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(74).string(message.version);
                if (message.silentMilliseconds != null && $Object.hasOwnProperty.call(message, "silentMilliseconds") && (typeof message.silentMilliseconds === "object" ? message.silentMilliseconds.low || message.silentMilliseconds.high : message.silentMilliseconds !== 0))
                    writer.uint32(80).uint64(message.silentMilliseconds);
                if (message.licenseHash != null && $Object.hasOwnProperty.call(message, "licenseHash") && message.licenseHash !== "")
                    writer.uint32(90).string(message.licenseHash);
                if (message.licenseDiffers != null && $Object.hasOwnProperty.call(message, "licenseDiffers") && message.licenseDiffers !== false)
                    writer.uint32(96).bool(message.licenseDiffers);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            MemberStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.MemberStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.port = value;
                            else
                                delete message.port;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.incarnation = value;
                            else
                                delete message.incarnation;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.role = value;
                            else
                                delete message.role;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.up = value;
                            else
                                delete message.up;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.voter = value;
                            else
                                delete message.voter;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.matchIndex = value;
                            else
                                delete message.matchIndex;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.silentMilliseconds = value;
                            else
                                delete message.silentMilliseconds;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.licenseHash = value;
                            else
                                delete message.licenseHash;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.licenseDiffers = value;
                            else
                                delete message.licenseDiffers;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MemberStatus;
        })();

        v1.Role = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ROLE_UNKNOWN"] = 0;
            values[valuesById[1] = "ROLE_MASTER"] = 1;
            values[valuesById[2] = "ROLE_STANDBY"] = 2;
            values[valuesById[3] = "ROLE_CANDIDATE"] = 3;
            values[valuesById[4] = "ROLE_LEARNER"] = 4;
            values[valuesById[5] = "ROLE_FORMING"] = 5;
            return values;
        })();

        v1.LicenseStatus = (function() {

            const LicenseStatus = function (properties) {
                this.vendors = [];
                this.errors = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            LicenseStatus.prototype.hash = "";
            LicenseStatus.prototype.revision = "";
            LicenseStatus.prototype.path = "";
            LicenseStatus.prototype.vendors = $util.emptyArray;
            LicenseStatus.prototype.pendingHash = "";
            LicenseStatus.prototype.errors = $util.emptyArray;
            LicenseStatus.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            LicenseStatus.create = function(properties) {
                return new LicenseStatus(properties);
            };

            LicenseStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(10).string(message.hash);
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && message.revision !== "")
                    writer.uint32(18).string(message.revision);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(26).string(message.path);
                if (message.vendors != null && message.vendors.length)
                    for (let i = 0; i < message.vendors.length; ++i)
                        writer.uint32(34).string(message.vendors[i]);
                if (message.pendingHash != null && $Object.hasOwnProperty.call(message, "pendingHash") && message.pendingHash !== "")
                    writer.uint32(42).string(message.pendingHash);
                if (message.errors != null && message.errors.length)
                    for (let i = 0; i < message.errors.length; ++i)
                        writer.uint32(50).string(message.errors[i]);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(56).uint64(message.index);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LicenseStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.LicenseStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.revision = value;
                            else
                                delete message.revision;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.vendors && message.vendors.length))
                                message.vendors = [];
                            message.vendors.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pendingHash = value;
                            else
                                delete message.pendingHash;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.errors && message.errors.length))
                                message.errors = [];
                            message.errors.push(reader.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LicenseStatus;
        })();

        v1.FeatureStatus = (function() {

            const FeatureStatus = function (properties) {
                this.pools = [];
                this.users = [];
                this.reservations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            FeatureStatus.prototype.feature = "";
            FeatureStatus.prototype.vendor = "";
            FeatureStatus.prototype.issued = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            FeatureStatus.prototype.used = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            FeatureStatus.prototype.pools = $util.emptyArray;
            FeatureStatus.prototype.users = $util.emptyArray;
            FeatureStatus.prototype.uncounted = false;
            FeatureStatus.prototype.reserved = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            FeatureStatus.prototype.queued = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            FeatureStatus.prototype.reservations = $util.emptyArray;

            FeatureStatus.create = function(properties) {
                return new FeatureStatus(properties);
            };

            FeatureStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(10).string(message.feature);
                if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                    writer.uint32(18).string(message.vendor);
                if (message.issued != null && $Object.hasOwnProperty.call(message, "issued") && (typeof message.issued === "object" ? message.issued.low || message.issued.high : message.issued !== 0))
                    writer.uint32(24).uint64(message.issued);
                if (message.used != null && $Object.hasOwnProperty.call(message, "used") && (typeof message.used === "object" ? message.used.low || message.used.high : message.used !== 0))
                    writer.uint32(32).uint64(message.used);
                if (message.pools != null && message.pools.length)
                    for (let i = 0; i < message.pools.length; ++i)
                        $root.lmtriad.v1.PoolStatus.encode(message.pools[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.users != null && message.users.length)
                    for (let i = 0; i < message.users.length; ++i)
                        $root.lmtriad.v1.UserStatus.encode(message.users[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.uncounted != null && $Object.hasOwnProperty.call(message, "uncounted") && message.uncounted !== false)
                    writer.uint32(56).bool(message.uncounted);
                if (message.reserved != null && $Object.hasOwnProperty.call(message, "reserved") && (typeof message.reserved === "object" ? message.reserved.low || message.reserved.high : message.reserved !== 0))
                    writer.uint32(64).uint64(message.reserved);
                if (message.queued != null && $Object.hasOwnProperty.call(message, "queued") && (typeof message.queued === "object" ? message.queued.low || message.queued.high : message.queued !== 0))
                    writer.uint32(72).uint64(message.queued);
                if (message.reservations != null && message.reservations.length)
                    for (let i = 0; i < message.reservations.length; ++i)
                        $root.lmtriad.v1.ReservationStatus.encode(message.reservations[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            FeatureStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.FeatureStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vendor = value;
                            else
                                delete message.vendor;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.issued = value;
                            else
                                delete message.issued;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.used = value;
                            else
                                delete message.used;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.pools && message.pools.length))
                                message.pools = [];
                            message.pools.push($root.lmtriad.v1.PoolStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.users && message.users.length))
                                message.users = [];
                            message.users.push($root.lmtriad.v1.UserStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.uncounted = value;
                            else
                                delete message.uncounted;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.reserved = value;
                            else
                                delete message.reserved;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.queued = value;
                            else
                                delete message.queued;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.reservations && message.reservations.length))
                                message.reservations = [];
                            message.reservations.push($root.lmtriad.v1.ReservationStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return FeatureStatus;
        })();

        v1.ReservationStatus = (function() {

            const ReservationStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ReservationStatus.prototype.pool = "";
            ReservationStatus.prototype.count = 0;
            ReservationStatus.prototype.type = "";
            ReservationStatus.prototype.name = "";
            ReservationStatus.prototype.used = 0;

            ReservationStatus.create = function(properties) {
                return new ReservationStatus(properties);
            };

            ReservationStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pool != null && $Object.hasOwnProperty.call(message, "pool") && message.pool !== "")
                    writer.uint32(10).string(message.pool);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(16).uint32(message.count);
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                    writer.uint32(26).string(message.type);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(34).string(message.name);
                if (message.used != null && $Object.hasOwnProperty.call(message, "used") && message.used !== 0)
                    writer.uint32(40).uint32(message.used);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ReservationStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.ReservationStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pool = value;
                            else
                                delete message.pool;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.used = value;
                            else
                                delete message.used;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReservationStatus;
        })();

        v1.PoolStatus = (function() {

            const PoolStatus = function (properties) {
                this.hostids = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PoolStatus.prototype.pool = "";
            PoolStatus.prototype.version = "";
            PoolStatus.prototype.expiry = "";
            PoolStatus.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            PoolStatus.prototype.overdraft = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            PoolStatus.prototype.used = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            PoolStatus.prototype.vendorString = "";
            PoolStatus.prototype.hostids = $util.emptyArray;
            PoolStatus.prototype.uncounted = false;
            PoolStatus.prototype.reserved = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            PoolStatus.create = function(properties) {
                return new PoolStatus(properties);
            };

            PoolStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pool != null && $Object.hasOwnProperty.call(message, "pool") && message.pool !== "")
                    writer.uint32(10).string(message.pool);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(18).string(message.version);
                if (message.expiry != null && $Object.hasOwnProperty.call(message, "expiry") && message.expiry !== "")
                    writer.uint32(26).string(message.expiry);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
                    writer.uint32(32).uint64(message.count);
                if (message.overdraft != null && $Object.hasOwnProperty.call(message, "overdraft") && (typeof message.overdraft === "object" ? message.overdraft.low || message.overdraft.high : message.overdraft !== 0))
                    writer.uint32(40).uint64(message.overdraft);
                if (message.used != null && $Object.hasOwnProperty.call(message, "used") && (typeof message.used === "object" ? message.used.low || message.used.high : message.used !== 0))
                    writer.uint32(48).uint64(message.used);
                if (message.vendorString != null && $Object.hasOwnProperty.call(message, "vendorString") && message.vendorString !== "")
                    writer.uint32(58).string(message.vendorString);
                if (message.hostids != null && message.hostids.length)
                    for (let i = 0; i < message.hostids.length; ++i)
                        writer.uint32(66).string(message.hostids[i]);
                if (message.uncounted != null && $Object.hasOwnProperty.call(message, "uncounted") && message.uncounted !== false)
                    writer.uint32(72).bool(message.uncounted);
                if (message.reserved != null && $Object.hasOwnProperty.call(message, "reserved") && (typeof message.reserved === "object" ? message.reserved.low || message.reserved.high : message.reserved !== 0))
                    writer.uint32(80).uint64(message.reserved);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PoolStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.PoolStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pool = value;
                            else
                                delete message.pool;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.expiry = value;
                            else
                                delete message.expiry;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.overdraft = value;
                            else
                                delete message.overdraft;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.used = value;
                            else
                                delete message.used;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vendorString = value;
                            else
                                delete message.vendorString;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hostids && message.hostids.length))
                                message.hostids = [];
                            message.hostids.push(reader.stringVerify());
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.uncounted = value;
                            else
                                delete message.uncounted;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.reserved = value;
                            else
                                delete message.reserved;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PoolStatus;
        })();

        v1.UserStatus = (function() {

            const UserStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            UserStatus.prototype.user = "";
            UserStatus.prototype.host = "";
            UserStatus.prototype.display = "";
            UserStatus.prototype.version = "";
            UserStatus.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            UserStatus.prototype.start = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            UserStatus.prototype.count = 0;
            UserStatus.prototype.pid = 0;
            UserStatus.prototype.revoking = false;
            UserStatus.prototype.queued = false;
            UserStatus.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            UserStatus.prototype.session = "";
            UserStatus.prototype.pool = "";
            UserStatus.prototype.lingerSeconds = 0;
            UserStatus.prototype.borrowedUntil = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            UserStatus.prototype.shared = false;

            UserStatus.create = function(properties) {
                return new UserStatus(properties);
            };

            UserStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(10).string(message.user);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(18).string(message.host);
                if (message.display != null && $Object.hasOwnProperty.call(message, "display") && message.display !== "")
                    writer.uint32(26).string(message.display);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(34).string(message.version);
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(40).uint64(message.lease);
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && (typeof message.start === "object" ? message.start.low || message.start.high : message.start !== 0))
                    writer.uint32(48).uint64(message.start);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(56).uint32(message.count);
                if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                    writer.uint32(64).uint32(message.pid);
                if (message.revoking != null && $Object.hasOwnProperty.call(message, "revoking") && message.revoking !== false)
                    writer.uint32(72).bool(message.revoking);
                if (message.queued != null && $Object.hasOwnProperty.call(message, "queued") && message.queued !== false)
                    writer.uint32(80).bool(message.queued);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(88).uint64(message.index);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(98).string(message.session);
                if (message.pool != null && $Object.hasOwnProperty.call(message, "pool") && message.pool !== "")
                    writer.uint32(106).string(message.pool);
                if (message.lingerSeconds != null && $Object.hasOwnProperty.call(message, "lingerSeconds") && message.lingerSeconds !== 0)
                    writer.uint32(112).uint32(message.lingerSeconds);
                if (message.borrowedUntil != null && $Object.hasOwnProperty.call(message, "borrowedUntil") && (typeof message.borrowedUntil === "object" ? message.borrowedUntil.low || message.borrowedUntil.high : message.borrowedUntil !== 0))
                    writer.uint32(120).uint64(message.borrowedUntil);
                if (message.shared != null && $Object.hasOwnProperty.call(message, "shared") && message.shared !== false)
                    writer.uint32(128).bool(message.shared);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            UserStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.UserStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.display = value;
                            else
                                delete message.display;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pid = value;
                            else
                                delete message.pid;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.revoking = value;
                            else
                                delete message.revoking;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.queued = value;
                            else
                                delete message.queued;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pool = value;
                            else
                                delete message.pool;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lingerSeconds = value;
                            else
                                delete message.lingerSeconds;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.borrowedUntil = value;
                            else
                                delete message.borrowedUntil;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.shared = value;
                            else
                                delete message.shared;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UserStatus;
        })();

        v1.GetStatusRequest = (function() {

            const GetStatusRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            GetStatusRequest.prototype.users = false;
            GetStatusRequest.prototype.feature = "";

            GetStatusRequest.create = function(properties) {
                return new GetStatusRequest(properties);
            };

            GetStatusRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.users != null && $Object.hasOwnProperty.call(message, "users") && message.users !== false)
                    writer.uint32(8).bool(message.users);
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(18).string(message.feature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            GetStatusRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.GetStatusRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.users = value;
                            else
                                delete message.users;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetStatusRequest;
        })();

        v1.RemoveRequest = (function() {

            const RemoveRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RemoveRequest.prototype.feature = "";
            RemoveRequest.prototype.user = "";
            RemoveRequest.prototype.host = "";
            RemoveRequest.prototype.display = "";
            RemoveRequest.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            RemoveRequest.prototype.waitMilliseconds = 0;

            RemoveRequest.create = function(properties) {
                return new RemoveRequest(properties);
            };

            RemoveRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(10).string(message.feature);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(18).string(message.user);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(26).string(message.host);
                if (message.display != null && $Object.hasOwnProperty.call(message, "display") && message.display !== "")
                    writer.uint32(34).string(message.display);
                if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                    writer.uint32(40).uint64(message.lease);
                if (message.waitMilliseconds != null && $Object.hasOwnProperty.call(message, "waitMilliseconds") && message.waitMilliseconds !== 0)
                    writer.uint32(48).uint32(message.waitMilliseconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RemoveRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RemoveRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.display = value;
                            else
                                delete message.display;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lease = value;
                            else
                                delete message.lease;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.waitMilliseconds = value;
                            else
                                delete message.waitMilliseconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RemoveRequest;
        })();

        v1.RemoveResponse = (function() {

            const RemoveResponse = function (properties) {
                this.removed = [];
                this.waiting = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RemoveResponse.prototype.removed = $util.emptyArray;
            RemoveResponse.prototype.waiting = $util.emptyArray;

            RemoveResponse.create = function(properties) {
                return new RemoveResponse(properties);
            };

            RemoveResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.removed != null && message.removed.length)
                    writer.uint32(10).uint64s(message.removed);
                if (message.waiting != null && message.waiting.length)
                    writer.uint32(18).uint64s(message.waiting);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RemoveResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RemoveResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.removed && message.removed.length))
                                    message.removed = [];
                                reader.uint64s(message.removed);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.removed && message.removed.length))
                                message.removed = [];
                            message.removed.push(reader.uint64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.waiting && message.waiting.length))
                                    message.waiting = [];
                                reader.uint64s(message.waiting);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.waiting && message.waiting.length))
                                message.waiting = [];
                            message.waiting.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RemoveResponse;
        })();

        v1.RereadRequest = (function() {

            const RereadRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RereadRequest.prototype.vendor = "";

            RereadRequest.create = function(properties) {
                return new RereadRequest(properties);
            };

            RereadRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                    writer.uint32(10).string(message.vendor);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RereadRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RereadRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vendor = value;
                            else
                                delete message.vendor;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RereadRequest;
        })();

        v1.RereadResponse = (function() {

            const RereadResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RereadResponse.prototype.license = null;

            RereadResponse.create = function(properties) {
                return new RereadResponse(properties);
            };

            RereadResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.license != null && $Object.hasOwnProperty.call(message, "license"))
                    $root.lmtriad.v1.LicenseStatus.encode(message.license, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RereadResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.RereadResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.license = $root.lmtriad.v1.LicenseStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.license);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RereadResponse;
        })();

        v1.DownRequest = (function() {

            const DownRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            DownRequest.prototype.force = false;

            DownRequest.create = function(properties) {
                return new DownRequest(properties);
            };

            DownRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.force != null && $Object.hasOwnProperty.call(message, "force") && message.force !== false)
                    writer.uint32(8).bool(message.force);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            DownRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.DownRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.force = value;
                            else
                                delete message.force;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DownRequest;
        })();

        v1.DownResponse = (function() {

            const DownResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            DownResponse.prototype.server = "";

            DownResponse.create = function(properties) {
                return new DownResponse(properties);
            };

            DownResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(10).string(message.server);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            DownResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.DownResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DownResponse;
        })();

        v1.TransferMasterRequest = (function() {

            const TransferMasterRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TransferMasterRequest.prototype.server = "";
            TransferMasterRequest.prototype.holdSeconds = 0;

            TransferMasterRequest.create = function(properties) {
                return new TransferMasterRequest(properties);
            };

            TransferMasterRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(10).string(message.server);
                if (message.holdSeconds != null && $Object.hasOwnProperty.call(message, "holdSeconds") && message.holdSeconds !== 0)
                    writer.uint32(16).uint32(message.holdSeconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TransferMasterRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.TransferMasterRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.holdSeconds = value;
                            else
                                delete message.holdSeconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TransferMasterRequest;
        })();

        v1.TransferMasterResponse = (function() {

            const TransferMasterResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TransferMasterResponse.prototype.master = null;

            TransferMasterResponse.create = function(properties) {
                return new TransferMasterResponse(properties);
            };

            TransferMasterResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.master != null && $Object.hasOwnProperty.call(message, "master"))
                    $root.lmtriad.v1.MasterNews.encode(message.master, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TransferMasterResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.TransferMasterResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.master = $root.lmtriad.v1.MasterNews.decode(reader, reader.size(), $undefined, _depth + 1, message.master);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TransferMasterResponse;
        })();

        v1.SwitchLogRequest = (function() {

            const SwitchLogRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SwitchLogRequest.prototype.action = 0;
            SwitchLogRequest.prototype.name = "";

            SwitchLogRequest.create = function(properties) {
                return new SwitchLogRequest(properties);
            };

            SwitchLogRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(8).int32(message.action);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SwitchLogRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.SwitchLogRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SwitchLogRequest;
        })();

        v1.LogAction = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "LOG_ACTION_UNKNOWN"] = 0;
            values[valuesById[1] = "LOG_ACTION_SWITCH_DEBUG"] = 1;
            values[valuesById[2] = "LOG_ACTION_SWITCH_REPORT"] = 2;
            values[valuesById[3] = "LOG_ACTION_NEW_REPORT"] = 3;
            return values;
        })();

        v1.SwitchLogResponse = (function() {

            const SwitchLogResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SwitchLogResponse.prototype.server = "";

            SwitchLogResponse.create = function(properties) {
                return new SwitchLogResponse(properties);
            };

            SwitchLogResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                    writer.uint32(10).string(message.server);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SwitchLogResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lmtriad.v1.SwitchLogResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.server = value;
                            else
                                delete message.server;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SwitchLogResponse;
        })();

        return v1;
    })();

    lmtriad.peer = (function() {

        const peer = {};

        peer.v1 = (function() {

            const v1 = {};

            v1.Frame = (function() {

                const Frame = function (properties) {
                    this.messages = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Frame.prototype.handshake = null;
                Frame.prototype.messages = $util.emptyArray;
                Frame.prototype.date = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Frame.prototype.holdings = null;

                Frame.create = function(properties) {
                    return new Frame(properties);
                };

                Frame.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.handshake != null && $Object.hasOwnProperty.call(message, "handshake"))
                        $root.lmtriad.peer.v1.Handshake.encode(message.handshake, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.messages != null && message.messages.length)
                        for (let i = 0; i < message.messages.length; ++i)
                            $root.lmtriad.peer.v1.RaftMessage.encode(message.messages[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.date != null && $Object.hasOwnProperty.call(message, "date") && (typeof message.date === "object" ? message.date.low || message.date.high : message.date !== 0))
                        writer.uint32(24).uint64(message.date);
                    if (message.holdings != null && $Object.hasOwnProperty.call(message, "holdings"))
                        $root.lmtriad.peer.v1.Holdings.encode(message.holdings, writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Frame.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.Frame();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.handshake = $root.lmtriad.peer.v1.Handshake.decode(reader, reader.size(), $undefined, _depth + 1, message.handshake);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.messages && message.messages.length))
                                    message.messages = [];
                                message.messages.push($root.lmtriad.peer.v1.RaftMessage.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.date = value;
                                else
                                    delete message.date;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.holdings = $root.lmtriad.peer.v1.Holdings.decode(reader, reader.size(), $undefined, _depth + 1, message.holdings);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Frame;
            })();

            v1.Handshake = (function() {

                const Handshake = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Handshake.prototype.protocol = 0;
                Handshake.prototype.clusterId = "";
                Handshake.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Handshake.prototype.server = "";
                Handshake.prototype.version = "";
                Handshake.prototype.toIncarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                Handshake.create = function(properties) {
                    return new Handshake(properties);
                };

                Handshake.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                        writer.uint32(8).uint32(message.protocol);
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(18).string(message.clusterId);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(24).uint64(message.incarnation);
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(34).string(message.server);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                        writer.uint32(42).string(message.version);
                    if (message.toIncarnation != null && $Object.hasOwnProperty.call(message, "toIncarnation") && (typeof message.toIncarnation === "object" ? message.toIncarnation.low || message.toIncarnation.high : message.toIncarnation !== 0))
                        writer.uint32(48).uint64(message.toIncarnation);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Handshake.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.Handshake();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.protocol = value;
                                else
                                    delete message.protocol;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.toIncarnation = value;
                                else
                                    delete message.toIncarnation;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Handshake;
            })();

            v1.Holdings = (function() {

                const Holdings = function (properties) {
                    this.serverOrder = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Holdings.prototype.licenseHash = "";
                Holdings.prototype.revision = "";
                Holdings.prototype.serverOrder = $util.emptyArray;
                Holdings.prototype.logVersion = 0;
                Holdings.prototype.diskPendingMilliseconds = 0;
                Holdings.prototype.noMaster = false;
                Holdings.prototype.license = $util.newBuffer([]);
                Holdings.prototype.rereads = 0;
                Holdings.prototype.licenseContent = "";

                Holdings.create = function(properties) {
                    return new Holdings(properties);
                };

                Holdings.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.licenseHash != null && $Object.hasOwnProperty.call(message, "licenseHash") && message.licenseHash !== "")
                        writer.uint32(10).string(message.licenseHash);
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && message.revision !== "")
                        writer.uint32(18).string(message.revision);
                    if (message.serverOrder != null && message.serverOrder.length)
                        for (let i = 0; i < message.serverOrder.length; ++i)
                            writer.uint32(26).string(message.serverOrder[i]);
                    if (message.logVersion != null && $Object.hasOwnProperty.call(message, "logVersion") && message.logVersion !== 0)
                        writer.uint32(32).uint32(message.logVersion);
                    if (message.diskPendingMilliseconds != null && $Object.hasOwnProperty.call(message, "diskPendingMilliseconds") && message.diskPendingMilliseconds !== 0)
                        writer.uint32(40).uint32(message.diskPendingMilliseconds);
                    if (message.noMaster != null && $Object.hasOwnProperty.call(message, "noMaster") && message.noMaster !== false)
                        writer.uint32(48).bool(message.noMaster);
                    if (message.license != null && $Object.hasOwnProperty.call(message, "license") && message.license.length)
                        writer.uint32(58).bytes(message.license);
                    if (message.rereads != null && $Object.hasOwnProperty.call(message, "rereads") && message.rereads !== 0)
                        writer.uint32(64).uint32(message.rereads);
                    if (message.licenseContent != null && $Object.hasOwnProperty.call(message, "licenseContent") && message.licenseContent !== "")
                        writer.uint32(162).string(message.licenseContent);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Holdings.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.Holdings();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.licenseHash = value;
                                else
                                    delete message.licenseHash;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.serverOrder && message.serverOrder.length))
                                    message.serverOrder = [];
                                message.serverOrder.push(reader.stringVerify());
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.logVersion = value;
                                else
                                    delete message.logVersion;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.diskPendingMilliseconds = value;
                                else
                                    delete message.diskPendingMilliseconds;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.noMaster = value;
                                else
                                    delete message.noMaster;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.license = value;
                                else
                                    delete message.license;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.rereads = value;
                                else
                                    delete message.rereads;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.licenseContent = value;
                                else
                                    delete message.licenseContent;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Holdings;
            })();

            v1.RaftEntry = (function() {

                const RaftEntry = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftEntry.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftEntry.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftEntry.prototype.type = 0;
                RaftEntry.prototype.data = $util.newBuffer([]);

                RaftEntry.create = function(properties) {
                    return new RaftEntry(properties);
                };

                RaftEntry.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(8).uint64(message.term);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(16).uint64(message.index);
                    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                        writer.uint32(24).uint32(message.type);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(34).bytes(message.data);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                RaftEntry.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.RaftEntry();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.type = value;
                                else
                                    delete message.type;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftEntry;
            })();

            v1.RaftConfState = (function() {

                const RaftConfState = function (properties) {
                    this.voters = [];
                    this.learners = [];
                    this.votersOutgoing = [];
                    this.learnersNext = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftConfState.prototype.voters = $util.emptyArray;
                RaftConfState.prototype.learners = $util.emptyArray;
                RaftConfState.prototype.votersOutgoing = $util.emptyArray;
                RaftConfState.prototype.learnersNext = $util.emptyArray;
                RaftConfState.prototype.autoLeave = false;

                RaftConfState.create = function(properties) {
                    return new RaftConfState(properties);
                };

                RaftConfState.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.voters != null && message.voters.length)
                        writer.uint32(10).uint64s(message.voters);
                    if (message.learners != null && message.learners.length)
                        writer.uint32(18).uint64s(message.learners);
                    if (message.votersOutgoing != null && message.votersOutgoing.length)
                        writer.uint32(26).uint64s(message.votersOutgoing);
                    if (message.learnersNext != null && message.learnersNext.length)
                        writer.uint32(34).uint64s(message.learnersNext);
                    if (message.autoLeave != null && $Object.hasOwnProperty.call(message, "autoLeave") && message.autoLeave !== false)
                        writer.uint32(40).bool(message.autoLeave);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                RaftConfState.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.RaftConfState();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType === 2) {
                                    if (!(message.voters && message.voters.length))
                                        message.voters = [];
                                    reader.uint64s(message.voters);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.voters && message.voters.length))
                                    message.voters = [];
                                message.voters.push(reader.uint64());
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.learners && message.learners.length))
                                        message.learners = [];
                                    reader.uint64s(message.learners);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.learners && message.learners.length))
                                    message.learners = [];
                                message.learners.push(reader.uint64());
                                continue;
                            }
                        case 3: {
                                if (wireType === 2) {
                                    if (!(message.votersOutgoing && message.votersOutgoing.length))
                                        message.votersOutgoing = [];
                                    reader.uint64s(message.votersOutgoing);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.votersOutgoing && message.votersOutgoing.length))
                                    message.votersOutgoing = [];
                                message.votersOutgoing.push(reader.uint64());
                                continue;
                            }
                        case 4: {
                                if (wireType === 2) {
                                    if (!(message.learnersNext && message.learnersNext.length))
                                        message.learnersNext = [];
                                    reader.uint64s(message.learnersNext);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.learnersNext && message.learnersNext.length))
                                    message.learnersNext = [];
                                message.learnersNext.push(reader.uint64());
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.autoLeave = value;
                                else
                                    delete message.autoLeave;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftConfState;
            })();

            v1.RaftSnapshot = (function() {

                const RaftSnapshot = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftSnapshot.prototype.confState = null;
                RaftSnapshot.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftSnapshot.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftSnapshot.prototype.data = $util.newBuffer([]);
                RaftSnapshot.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftSnapshot.prototype.total = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                RaftSnapshot.create = function(properties) {
                    return new RaftSnapshot(properties);
                };

                RaftSnapshot.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.confState != null && $Object.hasOwnProperty.call(message, "confState"))
                        $root.lmtriad.peer.v1.RaftConfState.encode(message.confState, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(16).uint64(message.index);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(24).uint64(message.term);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(34).bytes(message.data);
                    if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                        writer.uint32(40).uint64(message.offset);
                    if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (typeof message.total === "object" ? message.total.low || message.total.high : message.total !== 0))
                        writer.uint32(48).uint64(message.total);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                RaftSnapshot.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.RaftSnapshot();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.confState = $root.lmtriad.peer.v1.RaftConfState.decode(reader, reader.size(), $undefined, _depth + 1, message.confState);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.offset = value;
                                else
                                    delete message.offset;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.total = value;
                                else
                                    delete message.total;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftSnapshot;
            })();

            v1.RaftMessage = (function() {

                const RaftMessage = function (properties) {
                    this.entries = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftMessage.prototype.type = 0;
                RaftMessage.prototype.to = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.from = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.logTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.entries = $util.emptyArray;
                RaftMessage.prototype.commit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.vote = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.snapshot = null;
                RaftMessage.prototype.reject = false;
                RaftMessage.prototype.rejectHint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                RaftMessage.prototype.context = $util.newBuffer([]);

                RaftMessage.create = function(properties) {
                    return new RaftMessage(properties);
                };

                RaftMessage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                        writer.uint32(8).uint32(message.type);
                    if (message.to != null && $Object.hasOwnProperty.call(message, "to") && (typeof message.to === "object" ? message.to.low || message.to.high : message.to !== 0))
                        writer.uint32(16).uint64(message.to);
                    if (message.from != null && $Object.hasOwnProperty.call(message, "from") && (typeof message.from === "object" ? message.from.low || message.from.high : message.from !== 0))
                        writer.uint32(24).uint64(message.from);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(32).uint64(message.term);
                    if (message.logTerm != null && $Object.hasOwnProperty.call(message, "logTerm") && (typeof message.logTerm === "object" ? message.logTerm.low || message.logTerm.high : message.logTerm !== 0))
                        writer.uint32(40).uint64(message.logTerm);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(48).uint64(message.index);
                    if (message.entries != null && message.entries.length)
                        for (let i = 0; i < message.entries.length; ++i)
                            $root.lmtriad.peer.v1.RaftEntry.encode(message.entries[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                    if (message.commit != null && $Object.hasOwnProperty.call(message, "commit") && (typeof message.commit === "object" ? message.commit.low || message.commit.high : message.commit !== 0))
                        writer.uint32(64).uint64(message.commit);
                    if (message.vote != null && $Object.hasOwnProperty.call(message, "vote") && (typeof message.vote === "object" ? message.vote.low || message.vote.high : message.vote !== 0))
                        writer.uint32(72).uint64(message.vote);
                    if (message.snapshot != null && $Object.hasOwnProperty.call(message, "snapshot"))
                        $root.lmtriad.peer.v1.RaftSnapshot.encode(message.snapshot, writer.uint32(82).fork(), _depth + 1).ldelim();
                    if (message.reject != null && $Object.hasOwnProperty.call(message, "reject") && message.reject !== false)
                        writer.uint32(88).bool(message.reject);
                    if (message.rejectHint != null && $Object.hasOwnProperty.call(message, "rejectHint") && (typeof message.rejectHint === "object" ? message.rejectHint.low || message.rejectHint.high : message.rejectHint !== 0))
                        writer.uint32(96).uint64(message.rejectHint);
                    if (message.context != null && $Object.hasOwnProperty.call(message, "context") && message.context.length)
                        writer.uint32(106).bytes(message.context);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                RaftMessage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.RaftMessage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.type = value;
                                else
                                    delete message.type;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.to = value;
                                else
                                    delete message.to;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.from = value;
                                else
                                    delete message.from;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.logTerm = value;
                                else
                                    delete message.logTerm;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.entries && message.entries.length))
                                    message.entries = [];
                                message.entries.push($root.lmtriad.peer.v1.RaftEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.commit = value;
                                else
                                    delete message.commit;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.vote = value;
                                else
                                    delete message.vote;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.snapshot = $root.lmtriad.peer.v1.RaftSnapshot.decode(reader, reader.size(), $undefined, _depth + 1, message.snapshot);
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.reject = value;
                                else
                                    delete message.reject;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.rejectHint = value;
                                else
                                    delete message.rejectHint;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.context = value;
                                else
                                    delete message.context;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftMessage;
            })();

            v1.HelloRequest = (function() {

                const HelloRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                HelloRequest.prototype.server = "";
                HelloRequest.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                HelloRequest.prototype.clusterId = "";

                HelloRequest.create = function(properties) {
                    return new HelloRequest(properties);
                };

                HelloRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(10).string(message.server);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(16).uint64(message.incarnation);
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(26).string(message.clusterId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                HelloRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.HelloRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return HelloRequest;
            })();

            v1.HelloResponse = (function() {

                const HelloResponse = function (properties) {
                    this.former = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                HelloResponse.prototype.protocol = 0;
                HelloResponse.prototype.server = "";
                HelloResponse.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                HelloResponse.prototype.clusterId = "";
                HelloResponse.prototype.agreed = null;
                HelloResponse.prototype.holdsEntries = false;
                HelloResponse.prototype.master = "";
                HelloResponse.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                HelloResponse.prototype.former = $util.emptyArray;

                HelloResponse.create = function(properties) {
                    return new HelloResponse(properties);
                };

                HelloResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                        writer.uint32(8).uint32(message.protocol);
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(18).string(message.server);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(24).uint64(message.incarnation);
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(34).string(message.clusterId);
                    if (message.agreed != null && $Object.hasOwnProperty.call(message, "agreed"))
                        $root.lmtriad.peer.v1.Composition.encode(message.agreed, writer.uint32(42).fork(), _depth + 1).ldelim();
                    if (message.holdsEntries != null && $Object.hasOwnProperty.call(message, "holdsEntries") && message.holdsEntries !== false)
                        writer.uint32(48).bool(message.holdsEntries);
                    if (message.master != null && $Object.hasOwnProperty.call(message, "master") && message.master !== "")
                        writer.uint32(58).string(message.master);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(64).uint64(message.term);
                    if (message.former != null && message.former.length)
                        writer.uint32(74).uint64s(message.former);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                HelloResponse.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.HelloResponse();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.protocol = value;
                                else
                                    delete message.protocol;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.agreed = $root.lmtriad.peer.v1.Composition.decode(reader, reader.size(), $undefined, _depth + 1, message.agreed);
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.holdsEntries = value;
                                else
                                    delete message.holdsEntries;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.master = value;
                                else
                                    delete message.master;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 9: {
                                if (wireType === 2) {
                                    if (!(message.former && message.former.length))
                                        message.former = [];
                                    reader.uint64s(message.former);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.former && message.former.length))
                                    message.former = [];
                                message.former.push(reader.uint64());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return HelloResponse;
            })();

            v1.Composition = (function() {

                const Composition = function (properties) {
                    this.slots = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Composition.prototype.clusterId = "";
                Composition.prototype.slots = $util.emptyArray;

                Composition.create = function(properties) {
                    return new Composition(properties);
                };

                Composition.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(10).string(message.clusterId);
                    if (message.slots != null && message.slots.length)
                        for (let i = 0; i < message.slots.length; ++i)
                            $root.lmtriad.peer.v1.Slot.encode(message.slots[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Composition.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.Composition();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.slots && message.slots.length))
                                    message.slots = [];
                                message.slots.push($root.lmtriad.peer.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Composition;
            })();

            v1.Slot = (function() {

                const Slot = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Slot.prototype.server = "";
                Slot.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                Slot.create = function(properties) {
                    return new Slot(properties);
                };

                Slot.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(10).string(message.server);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(16).uint64(message.incarnation);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Slot.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.Slot();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Slot;
            })();

            v1.AgreeRequest = (function() {

                const AgreeRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                AgreeRequest.prototype.composition = null;

                AgreeRequest.create = function(properties) {
                    return new AgreeRequest(properties);
                };

                AgreeRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.composition != null && $Object.hasOwnProperty.call(message, "composition"))
                        $root.lmtriad.peer.v1.Composition.encode(message.composition, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                AgreeRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.AgreeRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.composition = $root.lmtriad.peer.v1.Composition.decode(reader, reader.size(), $undefined, _depth + 1, message.composition);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AgreeRequest;
            })();

            v1.AgreeResponse = (function() {

                const AgreeResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                AgreeResponse.prototype.agreed = null;

                AgreeResponse.create = function(properties) {
                    return new AgreeResponse(properties);
                };

                AgreeResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.agreed != null && $Object.hasOwnProperty.call(message, "agreed"))
                        $root.lmtriad.peer.v1.Composition.encode(message.agreed, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                AgreeResponse.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.AgreeResponse();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.agreed = $root.lmtriad.peer.v1.Composition.decode(reader, reader.size(), $undefined, _depth + 1, message.agreed);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AgreeResponse;
            })();

            v1.JoinRequest = (function() {

                const JoinRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                JoinRequest.prototype.clusterId = "";
                JoinRequest.prototype.server = "";
                JoinRequest.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                JoinRequest.prototype.logVersion = 0;

                JoinRequest.create = function(properties) {
                    return new JoinRequest(properties);
                };

                JoinRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(10).string(message.clusterId);
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(18).string(message.server);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(24).uint64(message.incarnation);
                    if (message.logVersion != null && $Object.hasOwnProperty.call(message, "logVersion") && message.logVersion !== 0)
                        writer.uint32(32).uint32(message.logVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                JoinRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.JoinRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.logVersion = value;
                                else
                                    delete message.logVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinRequest;
            })();

            v1.JoinResponse = (function() {

                const JoinResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                JoinResponse.prototype.voter = false;
                JoinResponse.prototype.accepted = false;
                JoinResponse.prototype.master = "";
                JoinResponse.prototype.clusterId = "";

                JoinResponse.create = function(properties) {
                    return new JoinResponse(properties);
                };

                JoinResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.voter != null && $Object.hasOwnProperty.call(message, "voter") && message.voter !== false)
                        writer.uint32(8).bool(message.voter);
                    if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted") && message.accepted !== false)
                        writer.uint32(16).bool(message.accepted);
                    if (message.master != null && $Object.hasOwnProperty.call(message, "master") && message.master !== "")
                        writer.uint32(26).string(message.master);
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(34).string(message.clusterId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                JoinResponse.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.peer.v1.JoinResponse();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.voter = value;
                                else
                                    delete message.voter;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.accepted = value;
                                else
                                    delete message.accepted;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.master = value;
                                else
                                    delete message.master;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinResponse;
            })();

            return v1;
        })();

        return peer;
    })();

    lmtriad.log = (function() {

        const log = {};

        log.v1 = (function() {

            const v1 = {};

            v1.Batch = (function() {

                const Batch = function (properties) {
                    this.commands = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Batch.prototype.version = 0;
                Batch.prototype.leaseTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Batch.prototype.date = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Batch.prototype.commands = $util.emptyArray;

                Batch.create = function(properties) {
                    return new Batch(properties);
                };

                Batch.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(8).uint32(message.version);
                    if (message.leaseTime != null && $Object.hasOwnProperty.call(message, "leaseTime") && (typeof message.leaseTime === "object" ? message.leaseTime.low || message.leaseTime.high : message.leaseTime !== 0))
                        writer.uint32(16).uint64(message.leaseTime);
                    if (message.date != null && $Object.hasOwnProperty.call(message, "date") && (typeof message.date === "object" ? message.date.low || message.date.high : message.date !== 0))
                        writer.uint32(24).uint64(message.date);
                    if (message.commands != null && message.commands.length)
                        for (let i = 0; i < message.commands.length; ++i)
                            $root.lmtriad.log.v1.Command.encode(message.commands[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Batch.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Batch();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leaseTime = value;
                                else
                                    delete message.leaseTime;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.date = value;
                                else
                                    delete message.date;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.commands && message.commands.length))
                                    message.commands = [];
                                message.commands.push($root.lmtriad.log.v1.Command.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Batch;
            })();

            v1.Command = (function() {

                const Command = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Command.prototype.openSession = null;
                Command.prototype.endSession = null;
                Command.prototype.checkout = null;
                Command.prototype.checkin = null;
                Command.prototype.cancel = null;
                Command.prototype.markSilent = null;
                Command.prototype.renew = null;
                Command.prototype.expireSession = null;
                Command.prototype.revoke = null;
                Command.prototype.finishRevocation = null;
                Command.prototype.setLicense = null;
                Command.prototype.setHold = null;
                Command.prototype.setOrder = null;
                Command.prototype.raiseVersion = null;
                Command.prototype.setMembers = null;
                Command.prototype.setLeaseTime = null;
                Command.prototype.freeLingering = null;
                Command.prototype.setBorrowKey = null;
                Command.prototype.returnBorrow = null;
                Command.prototype.endBorrow = null;

                let $oneOfFields;

                $Object.defineProperty(Command.prototype, "command", {
                    get: $util.oneOfGetter($oneOfFields = ["openSession", "endSession", "checkout", "checkin", "cancel", "markSilent", "renew", "expireSession", "revoke", "finishRevocation", "setLicense", "setHold", "setOrder", "raiseVersion", "setMembers", "setLeaseTime", "freeLingering", "setBorrowKey", "returnBorrow", "endBorrow"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Command.create = function(properties) {
                    return new Command(properties);
                };

                Command.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.openSession != null && $Object.hasOwnProperty.call(message, "openSession"))
                        $root.lmtriad.log.v1.OpenSession.encode(message.openSession, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.endSession != null && $Object.hasOwnProperty.call(message, "endSession"))
                        $root.lmtriad.log.v1.EndSession.encode(message.endSession, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.checkout != null && $Object.hasOwnProperty.call(message, "checkout"))
                        $root.lmtriad.log.v1.Checkout.encode(message.checkout, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.checkin != null && $Object.hasOwnProperty.call(message, "checkin"))
                        $root.lmtriad.log.v1.Checkin.encode(message.checkin, writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.cancel != null && $Object.hasOwnProperty.call(message, "cancel"))
                        $root.lmtriad.log.v1.Cancel.encode(message.cancel, writer.uint32(42).fork(), _depth + 1).ldelim();
                    if (message.markSilent != null && $Object.hasOwnProperty.call(message, "markSilent"))
                        $root.lmtriad.log.v1.MarkSilent.encode(message.markSilent, writer.uint32(50).fork(), _depth + 1).ldelim();
                    if (message.renew != null && $Object.hasOwnProperty.call(message, "renew"))
                        $root.lmtriad.log.v1.Renew.encode(message.renew, writer.uint32(58).fork(), _depth + 1).ldelim();
                    if (message.expireSession != null && $Object.hasOwnProperty.call(message, "expireSession"))
                        $root.lmtriad.log.v1.ExpireSession.encode(message.expireSession, writer.uint32(66).fork(), _depth + 1).ldelim();
                    if (message.revoke != null && $Object.hasOwnProperty.call(message, "revoke"))
                        $root.lmtriad.log.v1.Revoke.encode(message.revoke, writer.uint32(74).fork(), _depth + 1).ldelim();
                    if (message.finishRevocation != null && $Object.hasOwnProperty.call(message, "finishRevocation"))
                        $root.lmtriad.log.v1.FinishRevocation.encode(message.finishRevocation, writer.uint32(82).fork(), _depth + 1).ldelim();
                    if (message.setLicense != null && $Object.hasOwnProperty.call(message, "setLicense"))
                        $root.lmtriad.log.v1.SetLicense.encode(message.setLicense, writer.uint32(90).fork(), _depth + 1).ldelim();
                    if (message.setHold != null && $Object.hasOwnProperty.call(message, "setHold"))
                        $root.lmtriad.log.v1.SetHold.encode(message.setHold, writer.uint32(98).fork(), _depth + 1).ldelim();
                    if (message.setOrder != null && $Object.hasOwnProperty.call(message, "setOrder"))
                        $root.lmtriad.log.v1.SetOrder.encode(message.setOrder, writer.uint32(106).fork(), _depth + 1).ldelim();
                    if (message.raiseVersion != null && $Object.hasOwnProperty.call(message, "raiseVersion"))
                        $root.lmtriad.log.v1.RaiseVersion.encode(message.raiseVersion, writer.uint32(114).fork(), _depth + 1).ldelim();
                    if (message.setMembers != null && $Object.hasOwnProperty.call(message, "setMembers"))
                        $root.lmtriad.log.v1.SetMembers.encode(message.setMembers, writer.uint32(122).fork(), _depth + 1).ldelim();
                    if (message.setLeaseTime != null && $Object.hasOwnProperty.call(message, "setLeaseTime"))
                        $root.lmtriad.log.v1.SetLeaseTime.encode(message.setLeaseTime, writer.uint32(130).fork(), _depth + 1).ldelim();
                    if (message.freeLingering != null && $Object.hasOwnProperty.call(message, "freeLingering"))
                        $root.lmtriad.log.v1.FreeLingering.encode(message.freeLingering, writer.uint32(138).fork(), _depth + 1).ldelim();
                    if (message.setBorrowKey != null && $Object.hasOwnProperty.call(message, "setBorrowKey"))
                        $root.lmtriad.log.v1.SetBorrowKey.encode(message.setBorrowKey, writer.uint32(162).fork(), _depth + 1).ldelim();
                    if (message.returnBorrow != null && $Object.hasOwnProperty.call(message, "returnBorrow"))
                        $root.lmtriad.log.v1.ReturnBorrow.encode(message.returnBorrow, writer.uint32(170).fork(), _depth + 1).ldelim();
                    if (message.endBorrow != null && $Object.hasOwnProperty.call(message, "endBorrow"))
                        $root.lmtriad.log.v1.EndBorrow.encode(message.endBorrow, writer.uint32(178).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Command.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Command();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.openSession = $root.lmtriad.log.v1.OpenSession.decode(reader, reader.size(), $undefined, _depth + 1, message.openSession);
                                message.command = "openSession";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.endSession = $root.lmtriad.log.v1.EndSession.decode(reader, reader.size(), $undefined, _depth + 1, message.endSession);
                                message.command = "endSession";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.checkout = $root.lmtriad.log.v1.Checkout.decode(reader, reader.size(), $undefined, _depth + 1, message.checkout);
                                message.command = "checkout";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.checkin = $root.lmtriad.log.v1.Checkin.decode(reader, reader.size(), $undefined, _depth + 1, message.checkin);
                                message.command = "checkin";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.cancel = $root.lmtriad.log.v1.Cancel.decode(reader, reader.size(), $undefined, _depth + 1, message.cancel);
                                message.command = "cancel";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.markSilent = $root.lmtriad.log.v1.MarkSilent.decode(reader, reader.size(), $undefined, _depth + 1, message.markSilent);
                                message.command = "markSilent";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.renew = $root.lmtriad.log.v1.Renew.decode(reader, reader.size(), $undefined, _depth + 1, message.renew);
                                message.command = "renew";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.expireSession = $root.lmtriad.log.v1.ExpireSession.decode(reader, reader.size(), $undefined, _depth + 1, message.expireSession);
                                message.command = "expireSession";
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.revoke = $root.lmtriad.log.v1.Revoke.decode(reader, reader.size(), $undefined, _depth + 1, message.revoke);
                                message.command = "revoke";
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.finishRevocation = $root.lmtriad.log.v1.FinishRevocation.decode(reader, reader.size(), $undefined, _depth + 1, message.finishRevocation);
                                message.command = "finishRevocation";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.setLicense = $root.lmtriad.log.v1.SetLicense.decode(reader, reader.size(), $undefined, _depth + 1, message.setLicense);
                                message.command = "setLicense";
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.setHold = $root.lmtriad.log.v1.SetHold.decode(reader, reader.size(), $undefined, _depth + 1, message.setHold);
                                message.command = "setHold";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.setOrder = $root.lmtriad.log.v1.SetOrder.decode(reader, reader.size(), $undefined, _depth + 1, message.setOrder);
                                message.command = "setOrder";
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                message.raiseVersion = $root.lmtriad.log.v1.RaiseVersion.decode(reader, reader.size(), $undefined, _depth + 1, message.raiseVersion);
                                message.command = "raiseVersion";
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                message.setMembers = $root.lmtriad.log.v1.SetMembers.decode(reader, reader.size(), $undefined, _depth + 1, message.setMembers);
                                message.command = "setMembers";
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                message.setLeaseTime = $root.lmtriad.log.v1.SetLeaseTime.decode(reader, reader.size(), $undefined, _depth + 1, message.setLeaseTime);
                                message.command = "setLeaseTime";
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                message.freeLingering = $root.lmtriad.log.v1.FreeLingering.decode(reader, reader.size(), $undefined, _depth + 1, message.freeLingering);
                                message.command = "freeLingering";
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                message.setBorrowKey = $root.lmtriad.log.v1.SetBorrowKey.decode(reader, reader.size(), $undefined, _depth + 1, message.setBorrowKey);
                                message.command = "setBorrowKey";
                                continue;
                            }
                        case 21: {
                                if (wireType !== 2)
                                    break;
                                message.returnBorrow = $root.lmtriad.log.v1.ReturnBorrow.decode(reader, reader.size(), $undefined, _depth + 1, message.returnBorrow);
                                message.command = "returnBorrow";
                                continue;
                            }
                        case 22: {
                                if (wireType !== 2)
                                    break;
                                message.endBorrow = $root.lmtriad.log.v1.EndBorrow.decode(reader, reader.size(), $undefined, _depth + 1, message.endBorrow);
                                message.command = "endBorrow";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Command;
            })();

            v1.OpenSession = (function() {

                const OpenSession = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                OpenSession.prototype.session = "";
                OpenSession.prototype.identity = null;
                OpenSession.prototype.replaces = "";
                OpenSession.prototype.single = false;

                OpenSession.create = function(properties) {
                    return new OpenSession(properties);
                };

                OpenSession.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                        $root.lmtriad.v1.Identity.encode(message.identity, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.replaces != null && $Object.hasOwnProperty.call(message, "replaces") && message.replaces !== "")
                        writer.uint32(26).string(message.replaces);
                    if (message.single != null && $Object.hasOwnProperty.call(message, "single") && message.single !== false)
                        writer.uint32(32).bool(message.single);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                OpenSession.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.OpenSession();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.identity = $root.lmtriad.v1.Identity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.replaces = value;
                                else
                                    delete message.replaces;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.single = value;
                                else
                                    delete message.single;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return OpenSession;
            })();

            v1.EndSession = (function() {

                const EndSession = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                EndSession.prototype.session = "";
                EndSession.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                EndSession.create = function(properties) {
                    return new EndSession(properties);
                };

                EndSession.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(16).uint64(message.sequence);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                EndSession.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.EndSession();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EndSession;
            })();

            v1.Checkout = (function() {

                const Checkout = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Checkout.prototype.session = "";
                Checkout.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Checkout.prototype.answeredBelow = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Checkout.prototype.checkout = null;

                Checkout.create = function(properties) {
                    return new Checkout(properties);
                };

                Checkout.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(16).uint64(message.sequence);
                    if (message.answeredBelow != null && $Object.hasOwnProperty.call(message, "answeredBelow") && (typeof message.answeredBelow === "object" ? message.answeredBelow.low || message.answeredBelow.high : message.answeredBelow !== 0))
                        writer.uint32(24).uint64(message.answeredBelow);
                    if (message.checkout != null && $Object.hasOwnProperty.call(message, "checkout"))
                        $root.lmtriad.v1.CheckoutOperation.encode(message.checkout, writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Checkout.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Checkout();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.answeredBelow = value;
                                else
                                    delete message.answeredBelow;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.checkout = $root.lmtriad.v1.CheckoutOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.checkout);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Checkout;
            })();

            v1.Checkin = (function() {

                const Checkin = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Checkin.prototype.session = "";
                Checkin.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Checkin.prototype.answeredBelow = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Checkin.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                Checkin.create = function(properties) {
                    return new Checkin(properties);
                };

                Checkin.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(16).uint64(message.sequence);
                    if (message.answeredBelow != null && $Object.hasOwnProperty.call(message, "answeredBelow") && (typeof message.answeredBelow === "object" ? message.answeredBelow.low || message.answeredBelow.high : message.answeredBelow !== 0))
                        writer.uint32(24).uint64(message.answeredBelow);
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(32).uint64(message.lease);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Checkin.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Checkin();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.answeredBelow = value;
                                else
                                    delete message.answeredBelow;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Checkin;
            })();

            v1.Cancel = (function() {

                const Cancel = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Cancel.prototype.session = "";
                Cancel.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Cancel.prototype.answeredBelow = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Cancel.prototype.cancelledSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                Cancel.create = function(properties) {
                    return new Cancel(properties);
                };

                Cancel.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(16).uint64(message.sequence);
                    if (message.answeredBelow != null && $Object.hasOwnProperty.call(message, "answeredBelow") && (typeof message.answeredBelow === "object" ? message.answeredBelow.low || message.answeredBelow.high : message.answeredBelow !== 0))
                        writer.uint32(24).uint64(message.answeredBelow);
                    if (message.cancelledSequence != null && $Object.hasOwnProperty.call(message, "cancelledSequence") && (typeof message.cancelledSequence === "object" ? message.cancelledSequence.low || message.cancelledSequence.high : message.cancelledSequence !== 0))
                        writer.uint32(32).uint64(message.cancelledSequence);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Cancel.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Cancel();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.answeredBelow = value;
                                else
                                    delete message.answeredBelow;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.cancelledSequence = value;
                                else
                                    delete message.cancelledSequence;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Cancel;
            })();

            v1.SetBorrowKey = (function() {

                const SetBorrowKey = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SetBorrowKey.prototype.seed = $util.newBuffer([]);

                SetBorrowKey.create = function(properties) {
                    return new SetBorrowKey(properties);
                };

                SetBorrowKey.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.seed != null && $Object.hasOwnProperty.call(message, "seed") && message.seed.length)
                        writer.uint32(10).bytes(message.seed);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SetBorrowKey.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SetBorrowKey();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.seed = value;
                                else
                                    delete message.seed;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SetBorrowKey;
            })();

            v1.ReturnBorrow = (function() {

                const ReturnBorrow = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ReturnBorrow.prototype.session = "";
                ReturnBorrow.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                ReturnBorrow.prototype.answeredBelow = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                ReturnBorrow.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                ReturnBorrow.create = function(properties) {
                    return new ReturnBorrow(properties);
                };

                ReturnBorrow.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(16).uint64(message.sequence);
                    if (message.answeredBelow != null && $Object.hasOwnProperty.call(message, "answeredBelow") && (typeof message.answeredBelow === "object" ? message.answeredBelow.low || message.answeredBelow.high : message.answeredBelow !== 0))
                        writer.uint32(24).uint64(message.answeredBelow);
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(32).uint64(message.lease);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                ReturnBorrow.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.ReturnBorrow();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.answeredBelow = value;
                                else
                                    delete message.answeredBelow;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ReturnBorrow;
            })();

            v1.EndBorrow = (function() {

                const EndBorrow = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                EndBorrow.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                EndBorrow.create = function(properties) {
                    return new EndBorrow(properties);
                };

                EndBorrow.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(8).uint64(message.lease);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                EndBorrow.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.EndBorrow();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EndBorrow;
            })();

            v1.MarkSilent = (function() {

                const MarkSilent = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                MarkSilent.prototype.session = "";
                MarkSilent.prototype.leaseVersion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                MarkSilent.prototype.leftMilliseconds = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                MarkSilent.create = function(properties) {
                    return new MarkSilent(properties);
                };

                MarkSilent.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.leaseVersion != null && $Object.hasOwnProperty.call(message, "leaseVersion") && (typeof message.leaseVersion === "object" ? message.leaseVersion.low || message.leaseVersion.high : message.leaseVersion !== 0))
                        writer.uint32(16).uint64(message.leaseVersion);
                    if (message.leftMilliseconds != null && $Object.hasOwnProperty.call(message, "leftMilliseconds") && (typeof message.leftMilliseconds === "object" ? message.leftMilliseconds.low || message.leftMilliseconds.high : message.leftMilliseconds !== 0))
                        writer.uint32(24).uint64(message.leftMilliseconds);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                MarkSilent.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.MarkSilent();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leaseVersion = value;
                                else
                                    delete message.leaseVersion;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leftMilliseconds = value;
                                else
                                    delete message.leftMilliseconds;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MarkSilent;
            })();

            v1.Renew = (function() {

                const Renew = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Renew.prototype.session = "";

                Renew.create = function(properties) {
                    return new Renew(properties);
                };

                Renew.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Renew.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Renew();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Renew;
            })();

            v1.ExpireSession = (function() {

                const ExpireSession = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ExpireSession.prototype.session = "";
                ExpireSession.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                ExpireSession.prototype.leaseVersion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                ExpireSession.create = function(properties) {
                    return new ExpireSession(properties);
                };

                ExpireSession.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(16).uint64(message.term);
                    if (message.leaseVersion != null && $Object.hasOwnProperty.call(message, "leaseVersion") && (typeof message.leaseVersion === "object" ? message.leaseVersion.low || message.leaseVersion.high : message.leaseVersion !== 0))
                        writer.uint32(24).uint64(message.leaseVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                ExpireSession.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.ExpireSession();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leaseVersion = value;
                                else
                                    delete message.leaseVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ExpireSession;
            })();

            v1.Revoke = (function() {

                const Revoke = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Revoke.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Revoke.prototype.reason = "";

                Revoke.create = function(properties) {
                    return new Revoke(properties);
                };

                Revoke.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(8).uint64(message.lease);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(18).string(message.reason);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Revoke.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Revoke();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Revoke;
            })();

            v1.FinishRevocation = (function() {

                const FinishRevocation = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                FinishRevocation.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                FinishRevocation.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                FinishRevocation.create = function(properties) {
                    return new FinishRevocation(properties);
                };

                FinishRevocation.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(8).uint64(message.lease);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(16).uint64(message.term);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                FinishRevocation.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.FinishRevocation();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FinishRevocation;
            })();

            v1.FreeLingering = (function() {

                const FreeLingering = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                FreeLingering.create = function(properties) {
                    return new FreeLingering(properties);
                };

                FreeLingering.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                FreeLingering.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.FreeLingering();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FreeLingering;
            })();

            v1.SetLicense = (function() {

                const SetLicense = function (properties) {
                    this.pools = [];
                    this.vendors = [];
                    this.optionsParts = [];
                    this.refused = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SetLicense.prototype.hash = "";
                SetLicense.prototype.revision = "";
                SetLicense.prototype.pools = $util.emptyArray;
                SetLicense.prototype.vendors = $util.emptyArray;
                SetLicense.prototype.options = "";
                SetLicense.prototype.primaryIsMaster = false;
                SetLicense.prototype.heartbeatInterval = null;
                SetLicense.prototype.optionsParts = $util.emptyArray;
                SetLicense.prototype.refused = $util.emptyArray;
                SetLicense.prototype.content = "";

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(SetLicense.prototype, "_heartbeatInterval", {
                    get: $util.oneOfGetter($oneOfFields = ["heartbeatInterval"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                SetLicense.create = function(properties) {
                    return new SetLicense(properties);
                };

                SetLicense.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                        writer.uint32(10).string(message.hash);
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && message.revision !== "")
                        writer.uint32(18).string(message.revision);
                    if (message.pools != null && message.pools.length)
                        for (let i = 0; i < message.pools.length; ++i)
                            $root.lmtriad.log.v1.Pool.encode(message.pools[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.vendors != null && message.vendors.length)
                        for (let i = 0; i < message.vendors.length; ++i)
                            writer.uint32(34).string(message.vendors[i]);
                    if (message.options != null && $Object.hasOwnProperty.call(message, "options") && message.options !== "")
                        writer.uint32(42).string(message.options);
                    if (message.primaryIsMaster != null && $Object.hasOwnProperty.call(message, "primaryIsMaster") && message.primaryIsMaster !== false)
                        writer.uint32(48).bool(message.primaryIsMaster);
                    if (message.heartbeatInterval != null && $Object.hasOwnProperty.call(message, "heartbeatInterval"))
                        writer.uint32(56).uint32(message.heartbeatInterval);
                    if (message.optionsParts != null && message.optionsParts.length)
                        for (let i = 0; i < message.optionsParts.length; ++i)
                            $root.lmtriad.log.v1.OptionsPart.encode(message.optionsParts[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                    if (message.refused != null && message.refused.length)
                        for (let i = 0; i < message.refused.length; ++i)
                            $root.lmtriad.log.v1.RefusedLine.encode(message.refused[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                    if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content !== "")
                        writer.uint32(162).string(message.content);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SetLicense.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SetLicense();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.hash = value;
                                else
                                    delete message.hash;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.pools && message.pools.length))
                                    message.pools = [];
                                message.pools.push($root.lmtriad.log.v1.Pool.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.vendors && message.vendors.length))
                                    message.vendors = [];
                                message.vendors.push(reader.stringVerify());
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.options = value;
                                else
                                    delete message.options;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.primaryIsMaster = value;
                                else
                                    delete message.primaryIsMaster;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                message.heartbeatInterval = reader.uint32();
                                message._heartbeatInterval = "heartbeatInterval";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.optionsParts && message.optionsParts.length))
                                    message.optionsParts = [];
                                message.optionsParts.push($root.lmtriad.log.v1.OptionsPart.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.refused && message.refused.length))
                                    message.refused = [];
                                message.refused.push($root.lmtriad.log.v1.RefusedLine.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.content = value;
                                else
                                    delete message.content;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SetLicense;
            })();

            v1.OptionsPart = (function() {

                const OptionsPart = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                OptionsPart.prototype.vendor = "";
                OptionsPart.prototype.file = "";
                OptionsPart.prototype.length = 0;

                OptionsPart.create = function(properties) {
                    return new OptionsPart(properties);
                };

                OptionsPart.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                        writer.uint32(10).string(message.vendor);
                    if (message.file != null && $Object.hasOwnProperty.call(message, "file") && message.file !== "")
                        writer.uint32(18).string(message.file);
                    if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                        writer.uint32(24).uint32(message.length);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                OptionsPart.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.OptionsPart();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.vendor = value;
                                else
                                    delete message.vendor;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.file = value;
                                else
                                    delete message.file;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.length = value;
                                else
                                    delete message.length;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return OptionsPart;
            })();

            v1.RefusedLine = (function() {

                const RefusedLine = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RefusedLine.prototype.feature = "";
                RefusedLine.prototype.vendor = "";
                RefusedLine.prototype.code = 0;
                RefusedLine.prototype.detail = "";

                RefusedLine.create = function(properties) {
                    return new RefusedLine(properties);
                };

                RefusedLine.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                        writer.uint32(10).string(message.feature);
                    if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                        writer.uint32(18).string(message.vendor);
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                        writer.uint32(24).int32(message.code);
                    if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                        writer.uint32(34).string(message.detail);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                RefusedLine.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.RefusedLine();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.feature = value;
                                else
                                    delete message.feature;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.vendor = value;
                                else
                                    delete message.vendor;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.code = value;
                                else
                                    delete message.code;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.detail = value;
                                else
                                    delete message.detail;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RefusedLine;
            })();

            v1.Pool = (function() {

                const Pool = function (properties) {
                    this.hostids = [];
                    this.attributes = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Pool.prototype.id = "";
                Pool.prototype.feature = "";
                Pool.prototype.vendor = "";
                Pool.prototype.version = "";
                Pool.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Pool.prototype.overdraft = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Pool.prototype.uncounted = false;
                Pool.prototype.expiryDay = 0;
                Pool.prototype.startDay = 0;
                Pool.prototype.dupGroup = "";
                Pool.prototype.vendorString = "";
                Pool.prototype.hostids = $util.emptyArray;
                Pool.prototype.lingerSeconds = 0;
                Pool.prototype.borrowHours = 0;
                Pool.prototype.notice = "";
                Pool.prototype.rank = 0;
                Pool.prototype.attributes = $util.emptyObject;
                Pool.prototype.packageName = "";
                Pool.prototype.suitePool = "";
                Pool.prototype.isSuite = false;
                Pool.prototype.suiteReserved = false;
                Pool.prototype.minimumTimeoutSeconds = 0;
                Pool.prototype.signature = "";

                Pool.create = function(properties) {
                    return new Pool(properties);
                };

                Pool.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(10).string(message.id);
                    if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                        writer.uint32(18).string(message.feature);
                    if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                        writer.uint32(26).string(message.vendor);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                        writer.uint32(34).string(message.version);
                    if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
                        writer.uint32(40).uint64(message.count);
                    if (message.overdraft != null && $Object.hasOwnProperty.call(message, "overdraft") && (typeof message.overdraft === "object" ? message.overdraft.low || message.overdraft.high : message.overdraft !== 0))
                        writer.uint32(48).uint64(message.overdraft);
                    if (message.uncounted != null && $Object.hasOwnProperty.call(message, "uncounted") && message.uncounted !== false)
                        writer.uint32(56).bool(message.uncounted);
                    if (message.expiryDay != null && $Object.hasOwnProperty.call(message, "expiryDay") && message.expiryDay !== 0)
                        writer.uint32(64).uint32(message.expiryDay);
                    if (message.startDay != null && $Object.hasOwnProperty.call(message, "startDay") && message.startDay !== 0)
                        writer.uint32(72).uint32(message.startDay);
                    if (message.dupGroup != null && $Object.hasOwnProperty.call(message, "dupGroup") && message.dupGroup !== "")
                        writer.uint32(82).string(message.dupGroup);
                    if (message.vendorString != null && $Object.hasOwnProperty.call(message, "vendorString") && message.vendorString !== "")
                        writer.uint32(90).string(message.vendorString);
                    if (message.hostids != null && message.hostids.length)
                        for (let i = 0; i < message.hostids.length; ++i)
                            writer.uint32(98).string(message.hostids[i]);
                    if (message.lingerSeconds != null && $Object.hasOwnProperty.call(message, "lingerSeconds") && message.lingerSeconds !== 0)
                        writer.uint32(104).uint32(message.lingerSeconds);
                    if (message.borrowHours != null && $Object.hasOwnProperty.call(message, "borrowHours") && message.borrowHours !== 0)
                        writer.uint32(112).uint32(message.borrowHours);
                    if (message.notice != null && $Object.hasOwnProperty.call(message, "notice") && message.notice !== "")
                        writer.uint32(122).string(message.notice);
                    if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                        writer.uint32(128).uint32(message.rank);
                    if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                        for (let keys = $Object.keys(message.attributes), i = 0; i < keys.length; ++i)
                            writer.uint32(138).fork().uint32(10).string(keys[i]).uint32(18).string(message.attributes[keys[i]]).ldelim();
                    if (message.packageName != null && $Object.hasOwnProperty.call(message, "packageName") && message.packageName !== "")
                        writer.uint32(146).string(message.packageName);
                    if (message.suitePool != null && $Object.hasOwnProperty.call(message, "suitePool") && message.suitePool !== "")
                        writer.uint32(154).string(message.suitePool);
                    if (message.isSuite != null && $Object.hasOwnProperty.call(message, "isSuite") && message.isSuite !== false)
                        writer.uint32(160).bool(message.isSuite);
                    if (message.suiteReserved != null && $Object.hasOwnProperty.call(message, "suiteReserved") && message.suiteReserved !== false)
                        writer.uint32(168).bool(message.suiteReserved);
                    if (message.minimumTimeoutSeconds != null && $Object.hasOwnProperty.call(message, "minimumTimeoutSeconds") && message.minimumTimeoutSeconds !== 0)
                        writer.uint32(176).uint32(message.minimumTimeoutSeconds);
                    if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature !== "")
                        writer.uint32(186).string(message.signature);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Pool.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Pool();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.feature = value;
                                else
                                    delete message.feature;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.vendor = value;
                                else
                                    delete message.vendor;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.count = value;
                                else
                                    delete message.count;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.overdraft = value;
                                else
                                    delete message.overdraft;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.uncounted = value;
                                else
                                    delete message.uncounted;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.expiryDay = value;
                                else
                                    delete message.expiryDay;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.startDay = value;
                                else
                                    delete message.startDay;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.dupGroup = value;
                                else
                                    delete message.dupGroup;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.vendorString = value;
                                else
                                    delete message.vendorString;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.hostids && message.hostids.length))
                                    message.hostids = [];
                                message.hostids.push(reader.stringVerify());
                                continue;
                            }
                        case 13: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.lingerSeconds = value;
                                else
                                    delete message.lingerSeconds;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.borrowHours = value;
                                else
                                    delete message.borrowHours;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.notice = value;
                                else
                                    delete message.notice;
                                continue;
                            }
                        case 16: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.rank = value;
                                else
                                    delete message.rank;
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                if (message.attributes === $util.emptyObject)
                                    message.attributes = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.attributes, key);
                                message.attributes[key] = value;
                                continue;
                            }
                        case 18: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.packageName = value;
                                else
                                    delete message.packageName;
                                continue;
                            }
                        case 19: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.suitePool = value;
                                else
                                    delete message.suitePool;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isSuite = value;
                                else
                                    delete message.isSuite;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.suiteReserved = value;
                                else
                                    delete message.suiteReserved;
                                continue;
                            }
                        case 22: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.minimumTimeoutSeconds = value;
                                else
                                    delete message.minimumTimeoutSeconds;
                                continue;
                            }
                        case 23: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.signature = value;
                                else
                                    delete message.signature;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Pool;
            })();

            v1.SetHold = (function() {

                const SetHold = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SetHold.prototype.server = "";
                SetHold.prototype.untilLeaseTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                SetHold.create = function(properties) {
                    return new SetHold(properties);
                };

                SetHold.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(10).string(message.server);
                    if (message.untilLeaseTime != null && $Object.hasOwnProperty.call(message, "untilLeaseTime") && (typeof message.untilLeaseTime === "object" ? message.untilLeaseTime.low || message.untilLeaseTime.high : message.untilLeaseTime !== 0))
                        writer.uint32(16).uint64(message.untilLeaseTime);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SetHold.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SetHold();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.untilLeaseTime = value;
                                else
                                    delete message.untilLeaseTime;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SetHold;
            })();

            v1.SetOrder = (function() {

                const SetOrder = function (properties) {
                    this.servers = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SetOrder.prototype.servers = $util.emptyArray;
                SetOrder.prototype.mismatch = false;

                SetOrder.create = function(properties) {
                    return new SetOrder(properties);
                };

                SetOrder.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.servers != null && message.servers.length)
                        for (let i = 0; i < message.servers.length; ++i)
                            writer.uint32(10).string(message.servers[i]);
                    if (message.mismatch != null && $Object.hasOwnProperty.call(message, "mismatch") && message.mismatch !== false)
                        writer.uint32(16).bool(message.mismatch);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SetOrder.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SetOrder();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.servers && message.servers.length))
                                    message.servers = [];
                                message.servers.push(reader.stringVerify());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.mismatch = value;
                                else
                                    delete message.mismatch;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SetOrder;
            })();

            v1.RaiseVersion = (function() {

                const RaiseVersion = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaiseVersion.prototype.version = 0;

                RaiseVersion.create = function(properties) {
                    return new RaiseVersion(properties);
                };

                RaiseVersion.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(8).uint32(message.version);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                RaiseVersion.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.RaiseVersion();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaiseVersion;
            })();

            v1.SetMembers = (function() {

                const SetMembers = function (properties) {
                    this.members = [];
                    this.former = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SetMembers.prototype.members = $util.emptyArray;
                SetMembers.prototype.former = $util.emptyArray;

                SetMembers.create = function(properties) {
                    return new SetMembers(properties);
                };

                SetMembers.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.members != null && message.members.length)
                        for (let i = 0; i < message.members.length; ++i)
                            $root.lmtriad.log.v1.Member.encode(message.members[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.former != null && message.former.length)
                        writer.uint32(18).uint64s(message.former);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SetMembers.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SetMembers();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.members && message.members.length))
                                    message.members = [];
                                message.members.push($root.lmtriad.log.v1.Member.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.former && message.former.length))
                                        message.former = [];
                                    reader.uint64s(message.former);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.former && message.former.length))
                                    message.former = [];
                                message.former.push(reader.uint64());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SetMembers;
            })();

            v1.Member = (function() {

                const Member = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Member.prototype.server = "";
                Member.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Member.prototype.host = "";
                Member.prototype.port = 0;

                Member.create = function(properties) {
                    return new Member(properties);
                };

                Member.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(10).string(message.server);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(16).uint64(message.incarnation);
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                        writer.uint32(26).string(message.host);
                    if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                        writer.uint32(32).uint32(message.port);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Member.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Member();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.host = value;
                                else
                                    delete message.host;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.port = value;
                                else
                                    delete message.port;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Member;
            })();

            v1.SetLeaseTime = (function() {

                const SetLeaseTime = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SetLeaseTime.prototype.milliseconds = 0;

                SetLeaseTime.create = function(properties) {
                    return new SetLeaseTime(properties);
                };

                SetLeaseTime.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.milliseconds != null && $Object.hasOwnProperty.call(message, "milliseconds") && message.milliseconds !== 0)
                        writer.uint32(8).uint32(message.milliseconds);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SetLeaseTime.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SetLeaseTime();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.milliseconds = value;
                                else
                                    delete message.milliseconds;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SetLeaseTime;
            })();

            v1.MemberChange = (function() {

                const MemberChange = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                MemberChange.prototype.server = "";
                MemberChange.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                MemberChange.prototype.replaces = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                MemberChange.create = function(properties) {
                    return new MemberChange(properties);
                };

                MemberChange.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.server != null && $Object.hasOwnProperty.call(message, "server") && message.server !== "")
                        writer.uint32(10).string(message.server);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(16).uint64(message.incarnation);
                    if (message.replaces != null && $Object.hasOwnProperty.call(message, "replaces") && (typeof message.replaces === "object" ? message.replaces.low || message.replaces.high : message.replaces !== 0))
                        writer.uint32(24).uint64(message.replaces);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                MemberChange.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.MemberChange();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.server = value;
                                else
                                    delete message.server;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.replaces = value;
                                else
                                    delete message.replaces;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberChange;
            })();

            v1.StateSnapshot = (function() {

                const StateSnapshot = function (properties) {
                    this.sessions = [];
                    this.held = [];
                    this.waiting = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                StateSnapshot.prototype.format = 0;
                StateSnapshot.prototype.version = 0;
                StateSnapshot.prototype.leaseTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                StateSnapshot.prototype.date = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                StateSnapshot.prototype.nextLease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                StateSnapshot.prototype.leaseMilliseconds = 0;
                StateSnapshot.prototype.license = null;
                StateSnapshot.prototype.licenseIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                StateSnapshot.prototype.hold = null;
                StateSnapshot.prototype.order = null;
                StateSnapshot.prototype.members = null;
                StateSnapshot.prototype.sessions = $util.emptyArray;
                StateSnapshot.prototype.held = $util.emptyArray;
                StateSnapshot.prototype.appliedIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                StateSnapshot.prototype.noGrantsBefore = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                StateSnapshot.prototype.waiting = $util.emptyArray;
                StateSnapshot.prototype.borrowKey = $util.newBuffer([]);
                StateSnapshot.prototype.latestDate = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                StateSnapshot.create = function(properties) {
                    return new StateSnapshot(properties);
                };

                StateSnapshot.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.format != null && $Object.hasOwnProperty.call(message, "format") && message.format !== 0)
                        writer.uint32(8).uint32(message.format);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(16).uint32(message.version);
                    if (message.leaseTime != null && $Object.hasOwnProperty.call(message, "leaseTime") && (typeof message.leaseTime === "object" ? message.leaseTime.low || message.leaseTime.high : message.leaseTime !== 0))
                        writer.uint32(24).uint64(message.leaseTime);
                    if (message.date != null && $Object.hasOwnProperty.call(message, "date") && (typeof message.date === "object" ? message.date.low || message.date.high : message.date !== 0))
                        writer.uint32(32).uint64(message.date);
                    if (message.nextLease != null && $Object.hasOwnProperty.call(message, "nextLease") && (typeof message.nextLease === "object" ? message.nextLease.low || message.nextLease.high : message.nextLease !== 0))
                        writer.uint32(40).uint64(message.nextLease);
                    if (message.leaseMilliseconds != null && $Object.hasOwnProperty.call(message, "leaseMilliseconds") && message.leaseMilliseconds !== 0)
                        writer.uint32(48).uint32(message.leaseMilliseconds);
                    if (message.license != null && $Object.hasOwnProperty.call(message, "license"))
                        $root.lmtriad.log.v1.SetLicense.encode(message.license, writer.uint32(58).fork(), _depth + 1).ldelim();
                    if (message.licenseIndex != null && $Object.hasOwnProperty.call(message, "licenseIndex") && (typeof message.licenseIndex === "object" ? message.licenseIndex.low || message.licenseIndex.high : message.licenseIndex !== 0))
                        writer.uint32(64).uint64(message.licenseIndex);
                    if (message.hold != null && $Object.hasOwnProperty.call(message, "hold"))
                        $root.lmtriad.log.v1.SetHold.encode(message.hold, writer.uint32(74).fork(), _depth + 1).ldelim();
                    if (message.order != null && $Object.hasOwnProperty.call(message, "order"))
                        $root.lmtriad.log.v1.SetOrder.encode(message.order, writer.uint32(82).fork(), _depth + 1).ldelim();
                    if (message.members != null && $Object.hasOwnProperty.call(message, "members"))
                        $root.lmtriad.log.v1.SetMembers.encode(message.members, writer.uint32(90).fork(), _depth + 1).ldelim();
                    if (message.sessions != null && message.sessions.length)
                        for (let i = 0; i < message.sessions.length; ++i)
                            $root.lmtriad.log.v1.Session.encode(message.sessions[i], writer.uint32(98).fork(), _depth + 1).ldelim();
                    if (message.held != null && message.held.length)
                        for (let i = 0; i < message.held.length; ++i)
                            $root.lmtriad.log.v1.Held.encode(message.held[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                    if (message.appliedIndex != null && $Object.hasOwnProperty.call(message, "appliedIndex") && (typeof message.appliedIndex === "object" ? message.appliedIndex.low || message.appliedIndex.high : message.appliedIndex !== 0))
                        writer.uint32(112).uint64(message.appliedIndex);
                    if (message.noGrantsBefore != null && $Object.hasOwnProperty.call(message, "noGrantsBefore") && (typeof message.noGrantsBefore === "object" ? message.noGrantsBefore.low || message.noGrantsBefore.high : message.noGrantsBefore !== 0))
                        writer.uint32(120).uint64(message.noGrantsBefore);
                    if (message.waiting != null && message.waiting.length)
                        for (let i = 0; i < message.waiting.length; ++i)
                            $root.lmtriad.log.v1.Waiting.encode(message.waiting[i], writer.uint32(130).fork(), _depth + 1).ldelim();
                    if (message.borrowKey != null && $Object.hasOwnProperty.call(message, "borrowKey") && message.borrowKey.length)
                        writer.uint32(242).bytes(message.borrowKey);
                    if (message.latestDate != null && $Object.hasOwnProperty.call(message, "latestDate") && (typeof message.latestDate === "object" ? message.latestDate.low || message.latestDate.high : message.latestDate !== 0))
                        writer.uint32(248).uint64(message.latestDate);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                StateSnapshot.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.StateSnapshot();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.format = value;
                                else
                                    delete message.format;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leaseTime = value;
                                else
                                    delete message.leaseTime;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.date = value;
                                else
                                    delete message.date;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.nextLease = value;
                                else
                                    delete message.nextLease;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.leaseMilliseconds = value;
                                else
                                    delete message.leaseMilliseconds;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.license = $root.lmtriad.log.v1.SetLicense.decode(reader, reader.size(), $undefined, _depth + 1, message.license);
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.licenseIndex = value;
                                else
                                    delete message.licenseIndex;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.hold = $root.lmtriad.log.v1.SetHold.decode(reader, reader.size(), $undefined, _depth + 1, message.hold);
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.order = $root.lmtriad.log.v1.SetOrder.decode(reader, reader.size(), $undefined, _depth + 1, message.order);
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.members = $root.lmtriad.log.v1.SetMembers.decode(reader, reader.size(), $undefined, _depth + 1, message.members);
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.sessions && message.sessions.length))
                                    message.sessions = [];
                                message.sessions.push($root.lmtriad.log.v1.Session.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.held && message.held.length))
                                    message.held = [];
                                message.held.push($root.lmtriad.log.v1.Held.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 14: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.appliedIndex = value;
                                else
                                    delete message.appliedIndex;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.noGrantsBefore = value;
                                else
                                    delete message.noGrantsBefore;
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.waiting && message.waiting.length))
                                    message.waiting = [];
                                message.waiting.push($root.lmtriad.log.v1.Waiting.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 30: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.borrowKey = value;
                                else
                                    delete message.borrowKey;
                                continue;
                            }
                        case 31: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.latestDate = value;
                                else
                                    delete message.latestDate;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return StateSnapshot;
            })();

            v1.Session = (function() {

                const Session = function (properties) {
                    this.answers = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Session.prototype.session = "";
                Session.prototype.identity = null;
                Session.prototype.single = false;
                Session.prototype.leaseVersion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Session.prototype.silent = false;
                Session.prototype.leftMilliseconds = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Session.prototype.answeredBelow = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Session.prototype.answers = $util.emptyArray;
                Session.prototype.ended = false;
                Session.prototype.endedAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Session.prototype.openedDate = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Session.prototype.leaseMilliseconds = 0;

                Session.create = function(properties) {
                    return new Session(properties);
                };

                Session.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(10).string(message.session);
                    if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                        $root.lmtriad.v1.Identity.encode(message.identity, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.single != null && $Object.hasOwnProperty.call(message, "single") && message.single !== false)
                        writer.uint32(24).bool(message.single);
                    if (message.leaseVersion != null && $Object.hasOwnProperty.call(message, "leaseVersion") && (typeof message.leaseVersion === "object" ? message.leaseVersion.low || message.leaseVersion.high : message.leaseVersion !== 0))
                        writer.uint32(32).uint64(message.leaseVersion);
                    if (message.silent != null && $Object.hasOwnProperty.call(message, "silent") && message.silent !== false)
                        writer.uint32(40).bool(message.silent);
                    if (message.leftMilliseconds != null && $Object.hasOwnProperty.call(message, "leftMilliseconds") && (typeof message.leftMilliseconds === "object" ? message.leftMilliseconds.low || message.leftMilliseconds.high : message.leftMilliseconds !== 0))
                        writer.uint32(48).uint64(message.leftMilliseconds);
                    if (message.answeredBelow != null && $Object.hasOwnProperty.call(message, "answeredBelow") && (typeof message.answeredBelow === "object" ? message.answeredBelow.low || message.answeredBelow.high : message.answeredBelow !== 0))
                        writer.uint32(56).uint64(message.answeredBelow);
                    if (message.answers != null && message.answers.length)
                        for (let i = 0; i < message.answers.length; ++i)
                            $root.lmtriad.log.v1.Answer.encode(message.answers[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                    if (message.ended != null && $Object.hasOwnProperty.call(message, "ended") && message.ended !== false)
                        writer.uint32(72).bool(message.ended);
                    if (message.endedAt != null && $Object.hasOwnProperty.call(message, "endedAt") && (typeof message.endedAt === "object" ? message.endedAt.low || message.endedAt.high : message.endedAt !== 0))
                        writer.uint32(80).uint64(message.endedAt);
                    if (message.openedDate != null && $Object.hasOwnProperty.call(message, "openedDate") && (typeof message.openedDate === "object" ? message.openedDate.low || message.openedDate.high : message.openedDate !== 0))
                        writer.uint32(88).uint64(message.openedDate);
                    if (message.leaseMilliseconds != null && $Object.hasOwnProperty.call(message, "leaseMilliseconds") && message.leaseMilliseconds !== 0)
                        writer.uint32(96).uint32(message.leaseMilliseconds);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Session.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Session();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.identity = $root.lmtriad.v1.Identity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.single = value;
                                else
                                    delete message.single;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leaseVersion = value;
                                else
                                    delete message.leaseVersion;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.silent = value;
                                else
                                    delete message.silent;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.leftMilliseconds = value;
                                else
                                    delete message.leftMilliseconds;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.answeredBelow = value;
                                else
                                    delete message.answeredBelow;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.answers && message.answers.length))
                                    message.answers = [];
                                message.answers.push($root.lmtriad.log.v1.Answer.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.ended = value;
                                else
                                    delete message.ended;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.endedAt = value;
                                else
                                    delete message.endedAt;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.openedDate = value;
                                else
                                    delete message.openedDate;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.leaseMilliseconds = value;
                                else
                                    delete message.leaseMilliseconds;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Session;
            })();

            v1.Answer = (function() {

                const Answer = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Answer.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Answer.prototype.result = null;
                Answer.prototype.cancelled = false;

                Answer.create = function(properties) {
                    return new Answer(properties);
                };

                Answer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(8).uint64(message.sequence);
                    if (message.result != null && $Object.hasOwnProperty.call(message, "result"))
                        $root.lmtriad.v1.Result.encode(message.result, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.cancelled != null && $Object.hasOwnProperty.call(message, "cancelled") && message.cancelled !== false)
                        writer.uint32(24).bool(message.cancelled);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Answer.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Answer();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.result = $root.lmtriad.v1.Result.decode(reader, reader.size(), $undefined, _depth + 1, message.result);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.cancelled = value;
                                else
                                    delete message.cancelled;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Answer;
            })();

            v1.Held = (function() {

                const Held = function (properties) {
                    this.reserved = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Held.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Held.prototype.session = "";
                Held.prototype.pool = "";
                Held.prototype.count = 0;
                Held.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Held.prototype.date = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Held.prototype.revoking = false;
                Held.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Held.prototype.feature = "";
                Held.prototype.version = "";
                Held.prototype.vendor = "";
                Held.prototype.checkoutData = $util.newBuffer([]);
                Held.prototype.revokeReason = "";
                Held.prototype.taken = 0;
                Held.prototype.reserved = $util.emptyArray;
                Held.prototype.suite = null;
                Held.prototype.lingerUntil = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Held.prototype.identity = null;
                Held.prototype.borrowedUntil = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Held.prototype.machine = "";

                Held.create = function(properties) {
                    return new Held(properties);
                };

                Held.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(8).uint64(message.lease);
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(18).string(message.session);
                    if (message.pool != null && $Object.hasOwnProperty.call(message, "pool") && message.pool !== "")
                        writer.uint32(26).string(message.pool);
                    if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                        writer.uint32(32).uint32(message.count);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(40).uint64(message.index);
                    if (message.date != null && $Object.hasOwnProperty.call(message, "date") && (typeof message.date === "object" ? message.date.low || message.date.high : message.date !== 0))
                        writer.uint32(48).uint64(message.date);
                    if (message.revoking != null && $Object.hasOwnProperty.call(message, "revoking") && message.revoking !== false)
                        writer.uint32(56).bool(message.revoking);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(64).uint64(message.sequence);
                    if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                        writer.uint32(74).string(message.feature);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                        writer.uint32(82).string(message.version);
                    if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor") && message.vendor !== "")
                        writer.uint32(90).string(message.vendor);
                    if (message.checkoutData != null && $Object.hasOwnProperty.call(message, "checkoutData") && message.checkoutData.length)
                        writer.uint32(98).bytes(message.checkoutData);
                    if (message.revokeReason != null && $Object.hasOwnProperty.call(message, "revokeReason") && message.revokeReason !== "")
                        writer.uint32(106).string(message.revokeReason);
                    if (message.taken != null && $Object.hasOwnProperty.call(message, "taken") && message.taken !== 0)
                        writer.uint32(112).uint32(message.taken);
                    if (message.reserved != null && message.reserved.length)
                        for (let i = 0; i < message.reserved.length; ++i)
                            $root.lmtriad.log.v1.ReservedSeats.encode(message.reserved[i], writer.uint32(122).fork(), _depth + 1).ldelim();
                    if (message.suite != null && $Object.hasOwnProperty.call(message, "suite"))
                        $root.lmtriad.log.v1.SuiteSeats.encode(message.suite, writer.uint32(130).fork(), _depth + 1).ldelim();
                    if (message.lingerUntil != null && $Object.hasOwnProperty.call(message, "lingerUntil") && (typeof message.lingerUntil === "object" ? message.lingerUntil.low || message.lingerUntil.high : message.lingerUntil !== 0))
                        writer.uint32(136).uint64(message.lingerUntil);
                    if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                        $root.lmtriad.v1.Identity.encode(message.identity, writer.uint32(146).fork(), _depth + 1).ldelim();
                    if (message.borrowedUntil != null && $Object.hasOwnProperty.call(message, "borrowedUntil") && (typeof message.borrowedUntil === "object" ? message.borrowedUntil.low || message.borrowedUntil.high : message.borrowedUntil !== 0))
                        writer.uint32(160).uint64(message.borrowedUntil);
                    if (message.machine != null && $Object.hasOwnProperty.call(message, "machine") && message.machine !== "")
                        writer.uint32(170).string(message.machine);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Held.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Held();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.pool = value;
                                else
                                    delete message.pool;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.count = value;
                                else
                                    delete message.count;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.date = value;
                                else
                                    delete message.date;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.revoking = value;
                                else
                                    delete message.revoking;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.feature = value;
                                else
                                    delete message.feature;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.vendor = value;
                                else
                                    delete message.vendor;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.checkoutData = value;
                                else
                                    delete message.checkoutData;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.revokeReason = value;
                                else
                                    delete message.revokeReason;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.taken = value;
                                else
                                    delete message.taken;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.reserved && message.reserved.length))
                                    message.reserved = [];
                                message.reserved.push($root.lmtriad.log.v1.ReservedSeats.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                message.suite = $root.lmtriad.log.v1.SuiteSeats.decode(reader, reader.size(), $undefined, _depth + 1, message.suite);
                                continue;
                            }
                        case 17: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lingerUntil = value;
                                else
                                    delete message.lingerUntil;
                                continue;
                            }
                        case 18: {
                                if (wireType !== 2)
                                    break;
                                message.identity = $root.lmtriad.v1.Identity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.borrowedUntil = value;
                                else
                                    delete message.borrowedUntil;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.machine = value;
                                else
                                    delete message.machine;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Held;
            })();

            v1.Waiting = (function() {

                const Waiting = function (properties) {
                    this.pools = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Waiting.prototype.lease = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Waiting.prototype.session = "";
                Waiting.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Waiting.prototype.checkout = null;
                Waiting.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Waiting.prototype.date = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
                Waiting.prototype.pools = $util.emptyArray;

                Waiting.create = function(properties) {
                    return new Waiting(properties);
                };

                Waiting.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && (typeof message.lease === "object" ? message.lease.low || message.lease.high : message.lease !== 0))
                        writer.uint32(8).uint64(message.lease);
                    if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                        writer.uint32(18).string(message.session);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(24).uint64(message.sequence);
                    if (message.checkout != null && $Object.hasOwnProperty.call(message, "checkout"))
                        $root.lmtriad.v1.CheckoutOperation.encode(message.checkout, writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(40).uint64(message.index);
                    if (message.date != null && $Object.hasOwnProperty.call(message, "date") && (typeof message.date === "object" ? message.date.low || message.date.high : message.date !== 0))
                        writer.uint32(48).uint64(message.date);
                    if (message.pools != null && message.pools.length)
                        for (let i = 0; i < message.pools.length; ++i)
                            writer.uint32(58).string(message.pools[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Waiting.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.Waiting();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lease = value;
                                else
                                    delete message.lease;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.session = value;
                                else
                                    delete message.session;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.checkout = $root.lmtriad.v1.CheckoutOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.checkout);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.date = value;
                                else
                                    delete message.date;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.pools && message.pools.length))
                                    message.pools = [];
                                message.pools.push(reader.stringVerify());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Waiting;
            })();

            v1.ReservedSeats = (function() {

                const ReservedSeats = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ReservedSeats.prototype.reservation = 0;
                ReservedSeats.prototype.count = 0;

                ReservedSeats.create = function(properties) {
                    return new ReservedSeats(properties);
                };

                ReservedSeats.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.reservation != null && $Object.hasOwnProperty.call(message, "reservation") && message.reservation !== 0)
                        writer.uint32(8).uint32(message.reservation);
                    if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                        writer.uint32(16).uint32(message.count);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                ReservedSeats.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.ReservedSeats();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.reservation = value;
                                else
                                    delete message.reservation;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.count = value;
                                else
                                    delete message.count;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ReservedSeats;
            })();

            v1.SuiteSeats = (function() {

                const SuiteSeats = function (properties) {
                    this.reserved = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SuiteSeats.prototype.pool = "";
                SuiteSeats.prototype.taken = 0;
                SuiteSeats.prototype.reserved = $util.emptyArray;

                SuiteSeats.create = function(properties) {
                    return new SuiteSeats(properties);
                };

                SuiteSeats.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.pool != null && $Object.hasOwnProperty.call(message, "pool") && message.pool !== "")
                        writer.uint32(10).string(message.pool);
                    if (message.taken != null && $Object.hasOwnProperty.call(message, "taken") && message.taken !== 0)
                        writer.uint32(16).uint32(message.taken);
                    if (message.reserved != null && message.reserved.length)
                        for (let i = 0; i < message.reserved.length; ++i)
                            $root.lmtriad.log.v1.ReservedSeats.encode(message.reserved[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                SuiteSeats.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.lmtriad.log.v1.SuiteSeats();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.pool = value;
                                else
                                    delete message.pool;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.taken = value;
                                else
                                    delete message.taken;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.reserved && message.reserved.length))
                                    message.reserved = [];
                                message.reserved.push($root.lmtriad.log.v1.ReservedSeats.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SuiteSeats;
            })();

            return v1;
        })();

        return log;
    })();

    return lmtriad;
})();

export {
  $root as default
};
