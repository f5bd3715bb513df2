import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PacketReader, writePacket } from './rdp-packets.ts';

const first = { from: 'root', text: 'header ‘Access-Control-Allow-Origin’ missing 🦊' };
const second = { from: 'console1', type: 'pageError', text: ':3:{"a":1}' };

describe('packets of the remote debugging protocol', () => {
  test('are written with their length in bytes', () => {
    assert.equal(writePacket({ to: 'ü' }).toString(), '11:{"to":"ü"}');
  });

  test('are read, one in a chunk', () => {
    assert.deepEqual(new PacketReader().read(writePacket(first)), [first]);
  });

  test('are read, several in a chunk', () => {
    assert.deepEqual(new PacketReader().read(Buffer.concat([writePacket(first), writePacket(second), writePacket(first)])), [first, second, first]);
  });

  test('are read byte by byte, within their lengths and within characters', () => {
    const reader = new PacketReader();
    const bytes = [...Buffer.concat([writePacket(first), writePacket(second)])];
    assert.deepEqual(bytes.flatMap((byte) => reader.read(Buffer.from([byte]))), [first, second]);
  });

  test('are read wherever the stream is cut', () => {
    const bytes = Buffer.concat([writePacket(first), writePacket(second)]);
    for (let at = 0; at <= bytes.length; at++) {
      const reader = new PacketReader();
      assert.deepEqual([...reader.read(bytes.subarray(0, at)), ...reader.read(bytes.subarray(at))], [first, second], `cut at ${at}`);
    }
  });

  for (const noise of ['HTTP/1.1 400 Bad Request\r\n', '-1:{}', '1234567890123', ' 2:{}']) {
    test(`are not what begins with ${JSON.stringify(noise)}`, () => {
      assert.throws(() => new PacketReader().read(Buffer.from(noise)), /no packet begins with/);
    });
  }

  test('are not what is no JSON', () => {
    assert.throws(() => new PacketReader().read(Buffer.from('2:ab')), SyntaxError);
  });
});
