import type { Json } from './manifest';
import { writeYaml } from './yaml';

const FIRST_SIZE = 1 << 16;
/** Bytes that one unit of a string takes at most in UTF-8. */
const MOST_BYTES = 3;
const SEPARATOR = '---\n';

/**
 * A stream of YAML documents in UTF-8 that grows document by document: neither the values nor their texts need live until
 * the stream is complete.
 */
export class YamlBytes {
  private buffer = Buffer.allocUnsafe(FIRST_SIZE);
  private length = 0;

  /** Adds a document. @throws TypeError as `writeYaml` */
  public add(value: Json): void {
    const document = writeYaml(value);
    const text = this.length > 0 ? SEPARATOR + document : document;
    this.reserve(text.length * MOST_BYTES);
    this.length += this.buffer.write(text, this.length);
  }

  /** All documents so far. What is added later does not change them. */
  public get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
  }
}
