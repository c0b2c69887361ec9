/* Points of P-256: y^2 = x^3 - 3x + b over the field of p = 2^256 - 2^224 + 2^192 + 2^96 - 1.
 * Coordinates are Montgomery residues (times 2^256), always below p. Points are Jacobian: (X, Y, Z)
 * stands for (X/Z^2, Y/Z^3), and Z = 0 for the point at infinity. */
#include "p256.h"
#include "string.h"
#include "words.h"

typedef uint64_t field[4];

static const field prime = {0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001};
static const field one = {0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff,
                          0x00000000fffffffe};
/* 2^512: a product with it makes a residue. */
static const field square_of_radix = {0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe,
                                      0x00000004fffffffd};
static const field curve_b = {0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6,
                              0xdc30061d04874834};

struct affine {
  field x, y;
};
struct point {
  field x, y, z;
};

static const struct affine generator = {
  {0x79e730d418a9143c, 0x75ba95fc5fedb601, 0x79fb732b77622510, 0x18905f76a53755c6},
  {0xddf25357ce95560a, 0x8b4ab8e4ba19e45c, 0xd2e88688dd21f325, 0x8571ff1825885d85}};

/* --- The field ------------------------------------------------------------------------------- */

INLINE void add(field to, const field a, const field b) {
  uint64_t carry = words_add(to, a, b);
  words_reduce(to, carry, prime);
}

INLINE void subtract(field to, const field a, const field b) {
  field again = {0};
  uint64_t borrow = words_subtract(to, a, b);
  words_move(again, prime, mask_of(borrow));
  words_add(to, to, again);
}

/* Makes a product of 512 bits a residue, word by word: the last word of -1/p is 1, so what makes the
 * lowest word vanish is that word itself, times p = ... + 2^96 - 1. */
INLINE void reduce(field to, uint64_t t[8]) {
  uint64_t carry = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    uint64_t low = t[i];
    wide sum = (wide)t[i + 1] + (low << 32);
    t[i + 1] = (uint64_t)sum;
    sum = (sum >> 64) + t[i + 2] + (low >> 32);
    t[i + 2] = (uint64_t)sum;
    sum = (sum >> 64) + t[i + 3] + (wide)low * prime[3];
    t[i + 3] = (uint64_t)sum;
    sum = (sum >> 64) + t[i + 4] + carry;
    t[i + 4] = (uint64_t)sum;
    carry = (uint64_t)(sum >> 64);
  }
  words_reduce(t + 4, carry, prime);
  UNROLL for (int i = 0; i < 4; i++) to[i] = t[i + 4];
}

static void multiply(field to, const field a, const field b) {
  uint64_t t[8] = {0};
  UNROLL for (int i = 0; i < 4; i++) {
    wide sum = 0;
    UNROLL for (int j = 0; j < 4; j++) {
      sum += (wide)a[j] * b[i] + t[i + j];
      t[i + j] = (uint64_t)sum;
      sum >>= 64;
    }
    t[i + 4] = (uint64_t)sum;
  }
  reduce(to, t);
}

/* Each product of two different words stands twice. */
static void square(field to, const field a) {
  uint64_t t[8] = {0};
  UNROLL for (int i = 0; i < 3; i++) {
    wide sum = 0;
    UNROLL for (int j = i + 1; j < 4; j++) {
      sum += (wide)a[j] * a[i] + t[i + j];
      t[i + j] = (uint64_t)sum;
      sum >>= 64;
    }
    t[i + 4] = (uint64_t)sum;
  }
  UNROLL for (int i = 7; i > 0; i--) t[i] = t[i] << 1 | t[i - 1] >> 63;
  wide sum = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    wide product = (wide)a[i] * a[i];
    sum += (wide)t[2 * i] + (uint64_t)product;
    t[2 * i] = (uint64_t)sum;
    sum = (sum >> 64) + t[2 * i + 1] + (uint64_t)(product >> 64);
    t[2 * i + 1] = (uint64_t)sum;
    sum >>= 64;
  }
  reduce(to, t);
}

static void square_times(field to, const field a, int times) {
  square(to, a);
  while (--times > 0) square(to, to);
}

/* a^(p-2). The exponent is, in groups of 32 bits, f...f 0...01 0 0 0 f...f f...f f...fd. */
static void invert(field to, const field a) {
  field x2, x4, x8, x16, x32, x30, t;
  square(t, a), multiply(x2, t, a);
  square_times(t, x2, 2), multiply(x4, t, x2);
  square_times(t, x4, 4), multiply(x8, t, x4);
  square_times(t, x8, 8), multiply(x16, t, x8);
  square_times(t, x16, 16), multiply(x32, t, x16);
  square_times(t, x16, 8), multiply(t, t, x8);
  square_times(t, t, 4), multiply(t, t, x4);
  square_times(t, t, 2), multiply(x30, t, x2);
  square_times(t, x32, 32), multiply(t, t, a);
  square_times(t, t, 128), multiply(t, t, x32);
  square_times(t, t, 32), multiply(t, t, x32);
  square_times(t, t, 30), multiply(t, t, x30);
  square_times(t, t, 2), multiply(to, t, a);
}

/* --- Points ---------------------------------------------------------------------------------- */

static void twice(struct point *to, const struct point *a) {
  field delta, gamma, beta, alpha, t;
  square(delta, a->z);
  square(gamma, a->y);
  multiply(beta, a->x, gamma);
  subtract(t, a->x, delta);
  add(alpha, a->x, delta);
  multiply(alpha, alpha, t);
  add(t, alpha, alpha), add(alpha, alpha, t);
  add(t, a->y, a->z);
  square(t, t);
  subtract(t, t, gamma), subtract(to->z, t, delta);
  add(beta, beta, beta), add(beta, beta, beta); /* 4 beta */
  square(t, alpha);
  subtract(t, t, beta), subtract(to->x, t, beta);
  subtract(t, beta, to->x);
  multiply(t, t, alpha);
  square(gamma, gamma);
  add(gamma, gamma, gamma), add(gamma, gamma, gamma), add(gamma, gamma, gamma);
  subtract(to->y, t, gamma);
}

/* The sum of two different finite points. */
static void sum(struct point *to, const struct point *a, const struct point *b) {
  field aa, bb, u1, u2, s1, s2, h, r, hh, hhh, v;
  square(aa, a->z), square(bb, b->z);
  multiply(u1, a->x, bb), multiply(u2, b->x, aa);
  multiply(s1, bb, b->z), multiply(s1, s1, a->y);
  multiply(s2, aa, a->z), multiply(s2, s2, b->y);
  subtract(h, u2, u1), subtract(r, s2, s1);
  square(hh, h), multiply(hhh, hh, h), multiply(v, u1, hh);
  multiply(to->z, a->z, b->z), multiply(to->z, to->z, h);
  square(u2, r);
  subtract(u2, u2, hhh), subtract(u2, u2, v), subtract(to->x, u2, v);
  subtract(v, v, to->x), multiply(v, v, r), multiply(hhh, hhh, s1);
  subtract(to->y, v, hhh);
}

/* The same where `b` is affine, five products cheaper. */
static void sum_affine(struct point *to, const struct point *a, const struct affine *b) {
  field aa, h, r, hh, hhh, v, t;
  square(aa, a->z);
  multiply(h, b->x, aa), subtract(h, h, a->x);
  multiply(r, aa, a->z), multiply(r, r, b->y), subtract(r, r, a->y);
  square(hh, h), multiply(hhh, hh, h), multiply(v, a->x, hh);
  multiply(to->z, a->z, h);
  multiply(t, hhh, a->y);
  square(aa, r);
  subtract(aa, aa, hhh), subtract(aa, aa, v), subtract(to->x, aa, v);
  subtract(v, v, to->x), multiply(v, v, r);
  subtract(to->y, v, t);
}

static void point_move(struct point *to, const struct point *from, uint64_t mask) {
  words_move(to->x, from->x, mask);
  words_move(to->y, from->y, mask);
  words_move(to->z, from->z, mask);
}

static void to_bytes(unsigned char *bytes, const struct point *a) {
  static const field plain_one = {1, 0, 0, 0};
  field inverse, t;
  invert(inverse, a->z);
  square(t, inverse);
  bytes[0] = 4; /* uncompressed */
  field x, y;
  multiply(x, a->x, t), multiply(x, x, plain_one);
  multiply(t, t, inverse), multiply(y, a->y, t), multiply(y, y, plain_one);
  words_encode(bytes + 1, x);
  words_encode(bytes + 33, y);
}

/* Only what lies on the curve: its order is prime, so every point of it but infinity, which these
 * bytes cannot say, is of full order. */
static int from_bytes(struct point *to, const unsigned char *bytes, size_t length) {
  field left, right, less;
  if (length != 65 || bytes[0] != 4) return 0;
  words_decode(to->x, bytes + 1);
  words_decode(to->y, bytes + 33);
  if (!words_subtract(less, to->x, prime) || !words_subtract(less, to->y, prime)) return 0;
  multiply(to->x, to->x, square_of_radix);
  multiply(to->y, to->y, square_of_radix);
  memcpy(to->z, one, sizeof one);
  square(left, to->y);
  square(right, to->x);
  subtract(right, right, one), subtract(right, right, one), subtract(right, right, one);
  multiply(right, right, to->x);
  add(right, right, curve_b);
  subtract(left, left, right);
  return (int)words_is_zero(left);
}

/* --- Multiples ------------------------------------------------------------------------------- */

#define WINDOWS 64 /* of four bits */

/* base[w][d - 1] is d * 16^w times the generator. */
static struct affine base[WINDOWS][15];

/* Makes 15 points affine with one inversion. */
static void make_affine(struct affine *to, const struct point *from) {
  field products[15], inverse, t;
  memcpy(products[0], from[0].z, sizeof(field));
  for (int i = 1; i < 15; i++) multiply(products[i], products[i - 1], from[i].z);
  invert(inverse, products[14]);
  for (int i = 14; i >= 0; i--) {
    field one_over_z;
    if (i > 0) multiply(one_over_z, inverse, products[i - 1]);
    else memcpy(one_over_z, inverse, sizeof(field));
    multiply(inverse, inverse, from[i].z);
    square(t, one_over_z);
    multiply(to[i].x, from[i].x, t);
    multiply(t, t, one_over_z);
    multiply(to[i].y, from[i].y, t);
  }
}

static void multiples(struct point *table, const struct point *of) {
  table[0] = *of;
  for (int i = 1; i < 15; i++) {
    if (i % 2 == 1) twice(&table[i], &table[i / 2]);
    else sum(&table[i], &table[i - 1], of);
  }
}

void p256_init(void) {
  struct point table[15], start;
  memcpy(start.x, generator.x, sizeof(field));
  memcpy(start.y, generator.y, sizeof(field));
  memcpy(start.z, one, sizeof(field));
  for (int window = 0; window < WINDOWS; window++) {
    multiples(table, &start);
    make_affine(base[window], table);
    twice(&start, &table[7]);
  }
}

/* The four bits of window `window`, the lowest first. */
INLINE uint64_t digit(const field scalar, int window) {
  return scalar[window / 16] >> (4 * (window % 16)) & 15;
}

/* Takes the last 32 bytes; BearSSL's scalars are below the order. */
static void scalar_decode(field scalar, const unsigned char *bytes, size_t length) {
  unsigned char padded[32] = {0};
  size_t count = length < 32 ? length : 32;
  memcpy(padded + 32 - count, bytes + length - count, count);
  words_decode(scalar, padded);
  memset(padded, 0, sizeof padded);
}

/* No step adds equal or opposite points: before window w the sum is less than 16^w times the
 * generator, and the whole is below the order. */
static void multiply_base(struct point *result, const field scalar) {
  memset(result, 0, sizeof *result);
  for (int window = 0; window < WINDOWS; window++) {
    uint64_t wanted = digit(scalar, window);
    struct affine chosen = {{0}, {0}};
    for (uint64_t i = 1; i < 16; i++) {
      uint64_t mask = mask_of(is_set(i ^ wanted) ^ 1);
      words_move(chosen.x, base[window][i - 1].x, mask);
      words_move(chosen.y, base[window][i - 1].y, mask);
    }
    struct point next, first;
    sum_affine(&next, result, &chosen);
    memcpy(first.x, chosen.x, sizeof(field));
    memcpy(first.y, chosen.y, sizeof(field));
    memcpy(first.z, one, sizeof(field));
    point_move(&next, &first, mask_of(words_is_zero(result->z)));
    point_move(result, &next, mask_of(is_set(wanted)));
  }
}

static void multiply_point(struct point *result, const struct point *of, const field scalar) {
  struct point table[15];
  multiples(table, of);
  memset(result, 0, sizeof *result);
  for (int window = WINDOWS - 1; window >= 0; window--) {
    for (int i = 0; i < 4; i++) twice(result, result);
    uint64_t wanted = digit(scalar, window);
    struct point chosen = {{0}, {0}, {0}}, next;
    for (uint64_t i = 1; i < 16; i++) {
      point_move(&chosen, &table[i - 1], mask_of(is_set(i ^ wanted) ^ 1));
    }
    sum(&next, result, &chosen);
    point_move(&next, &chosen, mask_of(words_is_zero(result->z)));
    point_move(result, &next, mask_of(is_set(wanted)));
  }
}

/* --- As BearSSL asks ------------------------------------------------------------------------- */

static const unsigned char order_bytes[32] = {
  0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

static const unsigned char *ec_generator(int curve, size_t *length) {
  static unsigned char bytes[65];
  struct point point;
  (void)curve;
  memcpy(point.x, generator.x, sizeof(field));
  memcpy(point.y, generator.y, sizeof(field));
  memcpy(point.z, one, sizeof(field));
  to_bytes(bytes, &point);
  *length = sizeof bytes;
  return bytes;
}

static const unsigned char *ec_order(int curve, size_t *length) {
  (void)curve;
  *length = sizeof order_bytes;
  return order_bytes;
}

static size_t ec_x_offset(int curve, size_t *length) {
  (void)curve;
  *length = 32;
  return 1;
}

static uint32_t ec_multiply(unsigned char *bytes, size_t length, const unsigned char *x,
                            size_t x_length, int curve) {
  struct point point, result;
  field scalar;
  (void)curve;
  if (!from_bytes(&point, bytes, length)) return 0;
  scalar_decode(scalar, x, x_length);
  multiply_point(&result, &point, scalar);
  to_bytes(bytes, &result);
  uint32_t is_finite = (uint32_t)(words_is_zero(result.z) ^ 1);
  memset(scalar, 0, sizeof scalar);
  memset(&result, 0, sizeof result);
  return is_finite;
}

static size_t ec_multiply_generator(unsigned char *bytes, const unsigned char *x, size_t x_length,
                                    int curve) {
  struct point result;
  field scalar;
  (void)curve;
  scalar_decode(scalar, x, x_length);
  multiply_base(&result, scalar);
  to_bytes(bytes, &result);
  memset(scalar, 0, sizeof scalar);
  memset(&result, 0, sizeof result);
  return 65;
}

const br_ec_impl p256_ec = {
  .supported_curves = (uint32_t)1 << BR_EC_secp256r1,
  .generator = ec_generator,
  .order = ec_order,
  .xoff = ec_x_offset,
  .mul = ec_multiply,
  .mulgen = ec_multiply_generator,
  .muladd = NULL,
};
