import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** About a fifth of a second and 16 MiB each; of several at once, memory stays small. */
const present = { cost: 16_384, blockSize: 8, parallelization: 5 };
const saltBytes = 16;
const keyBytes = 32;

/**
 * A password as it is kept: `scrypt$cost$block size$parallelization$salt$key`, the last two in base64url. Stronger
 * parameters can come later: each hash says with which it was made.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const { cost, blockSize, parallelization } = present;
  const key = await derive(password, salt, present);
  return [
    'scrypt',
    cost,
    blockSize,
    parallelization,
    salt.toString('base64url'),
    key.toString('base64url'),
  ].join('$');
}

/** Of no password; what nobody has is compared with it. */
const nobody = `scrypt$${present.cost}$${present.blockSize}$${present.parallelization}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether the password has this hash. Without one it never has, which takes as long to find out. */
export async function matchesPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const [, cost, blockSize, parallelization, salt, key] = (hash ?? nobody).split('$');
  const options = {
    cost: Number(cost),
    blockSize: Number(blockSize),
    parallelization: Number(parallelization),
  };
  const derived = await derive(password, Buffer.from(salt!, 'base64url'), options);
  return timingSafeEqual(derived, Buffer.from(key!, 'base64url')) && typeof hash === 'string';
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters may be typed as different code points.
    scrypt(password.normalize('NFC'), salt, keyBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
