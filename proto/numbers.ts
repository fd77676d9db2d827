/**
 * 64-bit fields are numbers everywhere in lmtriad (indexes, terms and times stay below 2^53), so protobufjs
 * is told not to use the Long class. Must be imported before the generated code, which asks at load time.
 */
import protobuf from 'protobufjs/minimal.js';

(protobuf.util as { Long: unknown }).Long = null;
protobuf.configure();
