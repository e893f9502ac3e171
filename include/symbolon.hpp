// symbolon for C++17: what symbolon.h offers, as move-only objects, strings and exceptions. Header only.
//
// Every function that refuses throws symbolon::error, which carries the status and the place. Verdicts, marks that do not
// match and serials of others are answers and throw nothing. The manual is symbolon.h; names here are the same without
// the prefix. `register` is a word of C++, so the register of marks is called mark_register.

#ifndef SYMBOLON_HPP
#define SYMBOLON_HPP

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "symbolon.h"

namespace symbolon {

using secret = std::array<std::uint8_t, SYMBOLON_SECRET_BYTES>;
using public_key = std::array<std::uint8_t, SYMBOLON_PUBLIC_KEY_BYTES>;
using unit_id = std::uint32_t;

/// A refusal: its status, and where in the input or list it was seen.
class error : public std::runtime_error {
public:
    explicit error(symbolon_status status, const symbolon_error &info)
        : std::runtime_error(symbolon_status_text(status, SYMBOLON_LANGUAGE_EN)), status_(status), info_(info) {}

    symbolon_status status() const noexcept { return status_; }
    /// Offset in the input; SYMBOLON_NO_PLACE if none.
    std::uint32_t at() const noexcept { return info_.at; }
    /// Position in the list, or which input of several; SYMBOLON_NO_PLACE if none.
    std::uint32_t item() const noexcept { return info_.item; }
    /// What an external signer returned, or the limit of an input that is too long.
    std::int32_t detail() const noexcept { return info_.detail; }

private:
    symbolon_status status_;
    symbolon_error info_;
};

namespace detail {

/// Receives where a call went wrong, and throws.
class report {
public:
    report() noexcept { info_.size = sizeof info_; }
    operator symbolon_error *() noexcept { return &info_; }
    void check(symbolon_status status) const {
        if (status != SYMBOLON_OK) throw error(status, info_);
    }

private:
    symbolon_error info_{0, SYMBOLON_OK, SYMBOLON_NO_PLACE, SYMBOLON_NO_PLACE, 0};
};

inline void check(symbolon_status status) { report().check(status); }

inline const std::uint8_t *raw(std::string_view text) noexcept {
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

inline std::uint8_t *raw(std::string &text) noexcept { return reinterpret_cast<std::uint8_t *>(&text[0]); }

/// Fills a string or vector through `call(buf, cap, &len)`: once if `usual` is enough, twice otherwise.
template <class Container, class Call>
Container fill(std::size_t usual, const report &where, Call call) {
    using value = std::conditional_t<std::is_same_v<Container, std::string>, std::uint8_t, typename Container::value_type>;
    Container out(usual, typename Container::value_type());
    std::size_t len = 0;
    symbolon_status status = call(reinterpret_cast<value *>(&out[0]), out.size(), &len);
    if (status == SYMBOLON_E_BUFFER) {
        out.resize(len);
        status = call(reinterpret_cast<value *>(&out[0]), out.size(), &len);
    }
    where.check(status);
    out.resize(len);
    return out;
}

template <class T, void (*Free)(T *)>
struct freed {
    void operator()(T *handle) const noexcept { Free(handle); }
};

/// Owns a handle; moved, never copied.
template <class T, void (*Free)(T *)>
using owned = std::unique_ptr<T, freed<T, Free>>;

/// The arrays of a batch.
class batch {
public:
    template <class Texts>
    explicit batch(const Texts &texts) {
        for (std::string_view text : texts) {
            bytes_.append(text);
            offsets_.push_back(bytes_.size());
        }
    }
    const std::uint8_t *bytes() const noexcept { return raw(bytes_); }
    const std::size_t *offsets() const noexcept { return offsets_.data(); }
    std::size_t size() const noexcept { return offsets_.size() - 1; }

private:
    std::string bytes_;
    std::vector<std::size_t> offsets_{0};
};

} // namespace detail

// Codes.

/// The identity of a code in any carrier: a key for databases.
inline std::string identity(std::string_view code) {
    detail::report where;
    return detail::fill<std::string>(SYMBOLON_IDENTITY_MAX, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_code_identity(detail::raw(code), code.size(), buf, cap, len, where);
    });
}

/// A code as an element string in canonical form.
inline std::string canonical(std::string_view code) {
    detail::report where;
    return detail::fill<std::string>(256, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_code_canonical(detail::raw(code), code.size(), buf, cap, len, where);
    });
}

/// A code in another carrier, SYMBOLON_CARRIER_x, under a stem.
inline std::string convert(std::string_view code, std::uint32_t carrier, std::string_view stem = {}) {
    detail::report where;
    return detail::fill<std::string>(512, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_code_convert(detail::raw(code), code.size(), carrier, detail::raw(stem), stem.size(), buf, cap, len,
                                     where);
    });
}

/// The value of one element of a code; nothing if the code has none.
inline std::optional<std::string> element(std::string_view code, std::string_view ai) {
    detail::report where;
    auto value = detail::fill<std::string>(96, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_code_element(detail::raw(code), code.size(), detail::raw(ai), ai.size(), buf, cap, len, where);
    });
    return value.empty() ? std::nullopt : std::optional<std::string>(std::move(value));
}

// Serials.

/// Hands out SSCCs.
class sscc_allocator {
public:
    sscc_allocator(std::uint32_t extension, std::string_view prefix, std::uint64_t first, std::uint64_t end) {
        detail::report where;
        symbolon_sscc_allocator *out = nullptr;
        where.check(symbolon_sscc_allocator_new(extension, detail::raw(prefix), prefix.size(), first, end, &out, where));
        handle_.reset(out);
    }
    std::string allocate() {
        std::string sscc(SYMBOLON_SSCC_BYTES, '\0');
        detail::check(symbolon_sscc_allocator_allocate(handle_.get(), detail::raw(sscc)));
        return sscc;
    }
    /// The reference that comes next: store it before an SSCC is used.
    std::uint64_t position() const {
        std::uint64_t position = 0;
        detail::check(symbolon_sscc_allocator_position(handle_.get(), &position, nullptr));
        return position;
    }

private:
    detail::owned<symbolon_sscc_allocator, symbolon_sscc_allocator_free> handle_;
};

/// Serials that somebody else assigned, handed out once each.
class pool {
public:
    explicit pool(const std::vector<std::string> &serials) {
        detail::report where;
        const detail::batch all(serials);
        symbolon_pool *out = nullptr;
        where.check(symbolon_pool_new(all.bytes(), all.offsets(), all.size(), &out, where));
        handle_.reset(out);
    }
    std::string draw() {
        return detail::fill<std::string>(SYMBOLON_SERIAL_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_pool_draw(handle_.get(), buf, cap, len);
        });
    }
    /// How many were handed out: store it before a code is printed.
    std::uint32_t position() const {
        std::uint32_t position = 0;
        detail::check(symbolon_pool_position(handle_.get(), &position, nullptr));
        return position;
    }
    /// Goes on behind the first `position` serials, as after a restart.
    void resume(std::uint32_t position) { detail::check(symbolon_pool_resume(handle_.get(), position)); }

private:
    detail::owned<symbolon_pool, symbolon_pool_free> handle_;
};

/// The key of one series.
inline secret series_key(const secret &master, std::string_view gtin, std::string_view slot) {
    detail::report where;
    secret key{};
    where.check(symbolon_series_key(master.data(), detail::raw(gtin), gtin.size(), detail::raw(slot), slot.size(),
                                    key.data(), where));
    return key;
}

/// Seals indices into serials and opens serials into indices.
class series {
public:
    series(const secret &key, std::string_view gtin, std::string_view slot,
           const symbolon_series_options *options = nullptr) {
        detail::report where;
        const symbolon_series *out = nullptr;
        where.check(symbolon_series_new(key.data(), detail::raw(gtin), gtin.size(), detail::raw(slot), slot.size(), options,
                                        &out, where));
        handle_.reset(out);
    }
    std::string seal(std::uint64_t index) const {
        return detail::fill<std::string>(SYMBOLON_SERIAL_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_series_seal(get(), index, buf, cap, len);
        });
    }
    /// The index of a serial; nothing if the series did not seal it.
    std::optional<std::uint64_t> open(std::string_view serial) const {
        std::uint32_t sealed = 0;
        std::uint64_t index = 0;
        detail::check(symbolon_series_open(get(), detail::raw(serial), serial.size(), &sealed, &index));
        return sealed == SYMBOLON_SEALED_YES ? std::optional<std::uint64_t>(index) : std::nullopt;
    }
    /// Characters of every serial, slot included.
    std::uint32_t serial_length() const {
        std::uint32_t length = 0;
        detail::check(symbolon_series_serial_length(get(), &length));
        return length;
    }
    const symbolon_series *get() const noexcept { return handle_.get(); }

private:
    detail::owned<const symbolon_series, symbolon_series_free> handle_;
};

/// The key with which an opener reads the indices of one series of format 2.
inline secret index_key(const secret &series_key) {
    secret key{};
    detail::check(symbolon_series_index_key(series_key.data(), key.data()));
    return key;
}

/// Reads the indices of one series' serials, genuine or not.
class opener {
public:
    opener(const secret &index_key, std::string_view gtin, std::string_view slot,
           const symbolon_series_options *options = nullptr) {
        detail::report where;
        const symbolon_opener *out = nullptr;
        where.check(symbolon_opener_new(index_key.data(), detail::raw(gtin), gtin.size(), detail::raw(slot), slot.size(),
                                        options, &out, where));
        handle_.reset(out);
    }
    /// The index that the serial would have; nothing for one of another form.
    std::optional<std::uint64_t> index(std::string_view serial) const {
        std::uint32_t read = 0;
        std::uint64_t index = 0;
        detail::check(symbolon_opener_index(handle_.get(), detail::raw(serial), serial.size(), &read, &index));
        return read == SYMBOLON_INDEX_READ ? std::optional<std::uint64_t>(index) : std::nullopt;
    }

private:
    detail::owned<const symbolon_opener, symbolon_opener_free> handle_;
};

// Keys.

/// A public key of any suite: a byte SYMBOLON_SUITE_x, then the key. Every Ed25519 key is one.
class suite_key {
public:
    suite_key(const public_key &ed25519) : bytes_(1, static_cast<char>(SYMBOLON_SUITE_ED25519)) {
        bytes_.append(ed25519.begin(), ed25519.end());
    }
    /// From the bytes; whoever is given the key checks it.
    explicit suite_key(std::string bytes) : bytes_(std::move(bytes)) {}
    static suite_key from_pem(std::string_view pem) {
        return suite_key(detail::fill<std::string>(SYMBOLON_SUITE_KEY_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_suite_key_from_pem(detail::raw(pem), pem.size(), buf, cap, len);
        }));
    }
    std::string to_pem() const {
        return detail::fill<std::string>(SYMBOLON_PEM_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_suite_key_to_pem(data(), size(), buf, cap, len);
        });
    }
    /// The id under which codes name it.
    std::string id() const {
        std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
        detail::check(symbolon_suite_key_id(data(), size(), detail::raw(id)));
        return id;
    }
    const std::string &bytes() const noexcept { return bytes_; }
    const std::uint8_t *data() const noexcept { return detail::raw(std::string_view(bytes_)); }
    std::size_t size() const noexcept { return bytes_.size(); }

private:
    std::string bytes_;
};

/// What sealing a private key takes: fresh randomness, never used again.
using salt_and_iv = std::array<std::uint8_t, SYMBOLON_SALT_AND_IV_BYTES>;

/// A private key.
class secret_key {
public:
    /// Of any suite, SYMBOLON_SUITE_x. SYMBOLON_E_PARAMETER, less than once in 2^32: draw another secret.
    static secret_key from_secret(std::uint32_t suite, const secret &random) {
        const symbolon_secret_key *out = nullptr;
        detail::check(symbolon_secret_key_from_secret(suite, random.data(), &out));
        return secret_key(out);
    }
    /// Of Ed25519.
    static secret_key from_seed(const secret &seed) {
        const symbolon_secret_key *out = nullptr;
        detail::check(symbolon_secret_key_from_seed(seed.data(), &out));
        return secret_key(out);
    }
    static secret_key from_pem(std::string_view pem) {
        const symbolon_secret_key *out = nullptr;
        detail::check(symbolon_secret_key_from_pem(detail::raw(pem), pem.size(), &out));
        return secret_key(out);
    }
    /// Reads what a passphrase seals.
    static secret_key from_sealed_pem(std::string_view pem, std::string_view passphrase) {
        const symbolon_secret_key *out = nullptr;
        detail::check(symbolon_secret_key_open(detail::raw(pem), pem.size(), detail::raw(passphrase), passphrase.size(),
                                               &out));
        return secret_key(out);
    }
    std::string to_pem() const {
        return detail::fill<std::string>(SYMBOLON_PEM_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_secret_key_to_pem(get(), buf, cap, len);
        });
    }
    /// Seals it by a passphrase; `log_n` is its price, 14 to 17.
    std::string to_sealed_pem(std::string_view passphrase, const salt_and_iv &fresh, std::uint32_t log_n = 14) const {
        return detail::fill<std::string>(SYMBOLON_SEALED_PEM_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_secret_key_seal(get(), detail::raw(passphrase), passphrase.size(), fresh.data(), log_n, buf,
                                            cap, len);
        });
    }
    /// The public half in any suite.
    suite_key suite_half() const {
        return suite_key(detail::fill<std::string>(SYMBOLON_SUITE_KEY_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_secret_key_suite_key(get(), buf, cap, len);
        }));
    }
    /// The public half of an Ed25519 key.
    symbolon::public_key public_half() const {
        symbolon::public_key key{};
        detail::check(symbolon_secret_key_public(get(), key.data()));
        return key;
    }
    const symbolon_secret_key *get() const noexcept { return handle_.get(); }

private:
    explicit secret_key(const symbolon_secret_key *handle) noexcept : handle_(handle) {}
    detail::owned<const symbolon_secret_key, symbolon_secret_key_free> handle_;
};

/// The id under which codes name a public key.
inline std::string key_id(const public_key &key) {
    std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
    detail::check(symbolon_public_key_id(key.data(), detail::raw(id)));
    return id;
}

inline public_key public_key_from_pem(std::string_view pem) {
    public_key key{};
    detail::check(symbolon_public_key_from_pem(detail::raw(pem), pem.size(), key.data()));
    return key;
}

inline std::string to_pem(const public_key &key) {
    return detail::fill<std::string>(SYMBOLON_PEM_MAX, {}, [&](auto *buf, auto cap, auto *len) {
        return symbolon_public_key_to_pem(key.data(), buf, cap, len);
    });
}

// Issuing.

/// Signs codes with one key.
class issuer {
public:
    /// Signs messages into `signatures`, SYMBOLON_SIGNATURE_BYTES each; what it leaves zero is not signed. Must not throw.
    using sign_many_function =
        std::function<std::int32_t(const std::vector<std::string_view> &messages, std::uint8_t *signatures)>;
    /// Signs a message; returns 0, or a number that comes back as error::detail. Must not throw.
    using sign_function = std::function<std::int32_t(std::string_view message, std::uint8_t *signature)>;

    explicit issuer(const secret_key &key) {
        const symbolon_issuer *out = nullptr;
        detail::check(symbolon_issuer_new(key.get(), &out));
        handle_.reset(out);
    }
    issuer(const public_key &key, sign_function sign)
        : sign_(std::make_unique<sign_function>(std::move(sign))) {
        const symbolon_issuer *out = nullptr;
        detail::check(symbolon_issuer_new_external(key.data(), &issuer::call, sign_.get(), &out));
        handle_.reset(out);
    }
    /// Signs in any suite through a function that takes many messages at once.
    static issuer external_batch(const suite_key &key, sign_many_function sign) {
        issuer made;
        made.sign_many_ = std::make_unique<sign_many_function>(std::move(sign));
        const symbolon_issuer *out = nullptr;
        detail::check(symbolon_issuer_new_external_batch(key.data(), key.size(), &issuer::call_many, made.sign_many_.get(),
                                                         &out));
        made.handle_.reset(out);
        return made;
    }
    /// Seals an index and signs the code; `attributes` is an element string.
    std::string issue(const series &from, std::uint64_t index, std::string_view attributes = {}) const {
        detail::report where;
        return detail::fill<std::string>(512, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_issuer_issue(handle_.get(), from.get(), index, detail::raw(attributes), attributes.size(), buf,
                                         cap, len, where);
        });
    }
    /// Signs a code that has no proof yet.
    std::string sign(std::string_view code) const {
        detail::report where;
        return detail::fill<std::string>(512, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_issuer_sign(handle_.get(), detail::raw(code), code.size(), buf, cap, len, where);
        });
    }
    const symbolon_issuer *get() const noexcept { return handle_.get(); }

private:
    issuer() = default;
    static std::int32_t call_many(void *user, const std::uint8_t *messages, const std::size_t *offsets, std::size_t n,
                                  std::uint8_t *signatures) noexcept {
        std::vector<std::string_view> texts;
        for (std::size_t i = 0; i < n; i++)
            texts.emplace_back(reinterpret_cast<const char *>(messages) + offsets[i], offsets[i + 1] - offsets[i]);
        return (*static_cast<sign_many_function *>(user))(texts, signatures);
    }
    static std::int32_t call(void *user, const std::uint8_t *message, std::size_t len, std::uint8_t *signature) noexcept {
        return (*static_cast<sign_function *>(user))({reinterpret_cast<const char *>(message), len}, signature);
    }
    std::unique_ptr<sign_function> sign_; // both outlive the handle
    std::unique_ptr<sign_many_function> sign_many_;
    detail::owned<const symbolon_issuer, symbolon_issuer_free> handle_;
};

/// Issues index ranges of one series with the same attributes.
class bulk {
public:
    /// Codes as columns.
    struct columns {
        std::string codes;                // one behind the other
        std::vector<std::size_t> offsets; // where they begin, and the end of the last
        std::string serials, signatures;  // each of one length; no signatures where codes are only sealed

        std::size_t size() const noexcept { return offsets.size() - 1; }
        std::string_view code(std::size_t i) const {
            return std::string_view(codes).substr(offsets.at(i), offsets.at(i + 1) - offsets.at(i));
        }
    };
    /// Takes bytes in order; returns 0, or a number that comes back as error::detail. Must not throw.
    using write_function = std::function<std::int32_t(std::string_view bytes)>;
    /// Whether to go on, with codes written, the next index, and bytes written. Must not throw.
    using progress_function = std::function<bool(std::uint64_t done, std::uint64_t next, std::uint64_t bytes)>;

    bulk(const issuer &by, const series &from, std::string_view attributes = {},
         std::uint32_t carrier = SYMBOLON_CARRIER_ELEMENT_STRING, std::string_view stem = {})
        : bulk(by.get(), from, attributes, carrier, stem) {}
    /// Codes that are only sealed.
    static bulk unsigned_codes(const series &from, std::string_view attributes = {},
                               std::uint32_t carrier = SYMBOLON_CARRIER_ELEMENT_STRING, std::string_view stem = {}) {
        return bulk(nullptr, from, attributes, carrier, stem);
    }
    columns issue(std::uint64_t first, std::size_t n) const {
        detail::report where;
        std::size_t bound = 0;
        detail::check(symbolon_bulk_code_bound(handle_.get(), &bound));
        columns out;
        out.offsets.resize(n + 1);
        out.serials.resize(n * serial_length_);
        if (signed_) out.signatures.resize(n * SYMBOLON_SIGNATURE_BYTES);
        out.codes = detail::fill<std::string>(n * bound + 1, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_bulk_issue(handle_.get(), first, n, detail::raw(out.serials),
                                       signed_ ? detail::raw(out.signatures) : nullptr, buf, cap, len, out.offsets.data(),
                                       where);
        });
        return out;
    }
    /// Issues through a writer, block by block; the size of the job is set by this function.
    void write(symbolon_bulk_job job, const write_function &to, const progress_function &progress = {}) const {
        detail::report where;
        job.size = sizeof job;
        std::pair<const write_function &, const progress_function &> both(to, progress);
        where.check(symbolon_bulk_write(handle_.get(), &job, &bulk::call_write, progress ? &bulk::call_progress : nullptr,
                                        &both, where));
    }

private:
    using functions = std::pair<const write_function &, const progress_function &>;
    bulk(const symbolon_issuer *by, const series &from, std::string_view attributes, std::uint32_t carrier,
         std::string_view stem)
        : serial_length_(from.serial_length()), signed_(by != nullptr) {
        detail::report where;
        const symbolon_bulk *out = nullptr;
        where.check(symbolon_bulk_new(by, from.get(), detail::raw(attributes), attributes.size(), carrier,
                                      detail::raw(stem), stem.size(), &out, where));
        handle_.reset(out);
    }
    static std::int32_t call_write(void *user, const std::uint8_t *bytes, std::size_t len) noexcept {
        return static_cast<functions *>(user)->first({reinterpret_cast<const char *>(bytes), len});
    }
    static std::int32_t call_progress(void *user, std::uint64_t done, std::uint64_t next, std::uint64_t bytes) noexcept {
        return static_cast<functions *>(user)->second(done, next, bytes) ? 0 : 1;
    }
    std::size_t serial_length_;
    bool signed_;
    detail::owned<const symbolon_bulk, symbolon_bulk_free> handle_;
};

// Leases.

/// What a lease grants, to whom, and for how long: see symbolon_lease_terms.
struct lease_terms {
    std::string id;                          // 8 or 16 bytes
    std::string holder;                      // UTF-8
    std::string key_id;                      // of the holder's key; empty for any
    std::string gtin, slot;                  // of the series
    std::uint64_t first = 0, count = 0, quota = 0;
    std::int64_t from = 0, until = 0;        // seconds since 1970 UTC
};

namespace detail {

/// Puts a text into a field with zeros behind it. One that is too long is refused by its length.
template <std::size_t N>
std::uint32_t put(std::string_view text, std::uint8_t (&field)[N]) {
    for (std::size_t i = 0; i < N && i < text.size(); i++) field[i] = static_cast<std::uint8_t>(text[i]);
    return text.size() <= N ? static_cast<std::uint32_t>(text.size()) : UINT32_MAX;
}

inline std::string text(const std::uint8_t *field, std::size_t len) {
    return std::string(reinterpret_cast<const char *>(field), len);
}

} // namespace detail

/// Signs a lease; the bytes go to the holder.
inline std::string grant_lease(const issuer &granter, const lease_terms &terms) {
    symbolon_lease_terms raw{};
    raw.size = sizeof raw;
    raw.first = terms.first, raw.count = terms.count, raw.quota = terms.quota;
    raw.from = terms.from, raw.until = terms.until;
    raw.id_len = detail::put(terms.id, raw.id);
    raw.holder_len = detail::put(terms.holder, raw.holder);
    raw.slot_len = detail::put(terms.slot, raw.slot);
    if (!terms.key_id.empty() && detail::put(terms.key_id, raw.key_id) != sizeof raw.key_id)
        detail::check(SYMBOLON_E_PROOF);
    if (detail::put(terms.gtin, raw.gtin) != sizeof raw.gtin) detail::check(SYMBOLON_E_LENGTH);
    detail::report where;
    return detail::fill<std::string>(SYMBOLON_LEASE_MAX, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_lease_grant(granter.get(), &raw, buf, cap, len, where);
    });
}

/// A lease whose signature was checked.
class lease {
public:
    lease(std::string_view bytes, const suite_key &granter) {
        detail::report where;
        const symbolon_lease *out = nullptr;
        where.check(symbolon_lease_open(detail::raw(bytes), bytes.size(), granter.data(), granter.size(), &out, where));
        handle_.reset(out);
    }
    /// The id of the key that claims to have granted it: to find the key to open it with.
    static std::string granter_of(std::string_view bytes) {
        std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
        detail::check(symbolon_lease_granter(detail::raw(bytes), bytes.size(), detail::raw(id)));
        return id;
    }
    lease_terms terms() const {
        symbolon_lease_terms raw{};
        raw.size = sizeof raw;
        detail::check(symbolon_lease_read(get(), &raw));
        lease_terms terms;
        terms.id = detail::text(raw.id, raw.id_len);
        terms.holder = detail::text(raw.holder, raw.holder_len);
        if (raw.key_id[0] != 0) terms.key_id = detail::text(raw.key_id, sizeof raw.key_id);
        terms.gtin = detail::text(raw.gtin, sizeof raw.gtin);
        terms.slot = detail::text(raw.slot, raw.slot_len);
        terms.first = raw.first, terms.count = raw.count, terms.quota = raw.quota;
        terms.from = raw.from, terms.until = raw.until;
        return terms;
    }
    const symbolon_lease *get() const noexcept { return handle_.get(); }

private:
    detail::owned<const symbolon_lease, symbolon_lease_free> handle_;
};

/// A lease that is being drawn from: one draw at a time for each lease.
class draw {
public:
    /// Puts a cursor where a loss of power leaves it, and returns when it lies there: 0, or a number that comes back as
    /// error::detail. Must not throw.
    using store_function = std::function<std::int32_t(std::string_view cursor)>;

    /// Goes on behind a stored cursor; begins without one. Never a copy from a backup.
    explicit draw(const lease &from, std::string_view cursor = {}) {
        symbolon_draw *out = nullptr;
        detail::check(symbolon_draw_new(from.get(), detail::raw(cursor), cursor.size(), &out));
        handle_.reset(out);
    }
    /// The first of `count` indices, which are nobody else's.
    std::uint64_t next(std::uint64_t count, std::int64_t at, store_function store) {
        detail::report where;
        std::uint64_t first = 0;
        where.check(symbolon_draw_next(handle_.get(), count, at, &draw::call, &store, &first, where));
        return first;
    }
    std::uint64_t used() const { return counts().used; }
    std::uint64_t remaining() const { return counts().remaining; }
    bool is_closed() const { return counts().closed == 1; }
    /// Gives back what was not drawn: the receipt.
    std::string close(const issuer &holder, std::int64_t at, store_function store) {
        detail::report where;
        return detail::fill<std::string>(SYMBOLON_RECEIPT_MAX, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_draw_close(handle_.get(), holder.get(), at, &draw::call, &store, buf, cap, len, where);
        });
    }

private:
    struct counts_of {
        std::uint64_t used, remaining;
        std::uint32_t closed;
    };
    counts_of counts() const {
        counts_of out{};
        detail::check(symbolon_draw_counts(handle_.get(), &out.used, &out.remaining, &out.closed));
        return out;
    }
    static std::int32_t call(void *user, const std::uint8_t *cursor) noexcept {
        return (*static_cast<store_function *>(user))({reinterpret_cast<const char *>(cursor), SYMBOLON_CURSOR_BYTES});
    }
    detail::owned<symbolon_draw, symbolon_draw_free> handle_;
};

/// Indices that a receipt gives back.
struct index_range {
    std::uint64_t first, count;
};

/// What a receipt gives back of a lease.
inline index_range returned(std::string_view receipt, const suite_key &holder, const lease &of) {
    detail::report where;
    index_range out{};
    where.check(symbolon_receipt_returned(detail::raw(receipt), receipt.size(), holder.data(), holder.size(), of.get(),
                                          &out.first, &out.count, where));
    return out;
}

/// Takes leases, receipts and sightings in any order, and reports what does not fit.
class reconciler {
public:
    reconciler() {
        symbolon_reconciler *out = nullptr;
        detail::check(symbolon_reconciler_new(&out));
        handle_.reset(out);
    }
    void add_lease(const lease &added) { detail::check(symbolon_reconciler_add_lease(handle_.get(), added.get())); }
    void add_receipt(std::string_view receipt, const suite_key &signer) {
        detail::report where;
        where.check(symbolon_reconciler_add_receipt(handle_.get(), detail::raw(receipt), receipt.size(), signer.data(),
                                                    signer.size(), where));
    }
    /// Takes all sightings or none.
    void see(std::string_view gtin, std::string_view slot, const std::vector<symbolon_sighting> &rows) {
        detail::report where;
        where.check(symbolon_reconciler_see(handle_.get(), detail::raw(gtin), gtin.size(), detail::raw(slot), slot.size(),
                                            rows.data(), rows.size(), where));
    }
    void declare_void(std::string_view gtin, std::string_view slot, const std::vector<std::uint64_t> &indices) {
        detail::report where;
        where.check(symbolon_reconciler_declare_void(handle_.get(), detail::raw(gtin), gtin.size(), detail::raw(slot),
                                                     slot.size(), indices.data(), indices.size(), where));
    }
    std::vector<symbolon_finding> report() const {
        return detail::fill<std::vector<symbolon_finding>>(16, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_reconciler_report(handle_.get(), buf, cap, len);
        });
    }

private:
    detail::owned<symbolon_reconciler, symbolon_reconciler_free> handle_;
};

// Batches.

/// A closed batch: makes proofs.
class batch {
public:
    using root_hash = std::array<std::uint8_t, SYMBOLON_ROOT_BYTES>;

    root_hash root() const {
        root_hash root{};
        std::uint64_t count = 0;
        detail::check(symbolon_batch_root(get(), root.data(), &count));
        return root;
    }
    std::uint64_t count() const {
        root_hash root{};
        std::uint64_t count = 0;
        detail::check(symbolon_batch_root(get(), root.data(), &count));
        return count;
    }
    /// That a code belongs to the batch; throws SYMBOLON_E_NOT_INCLUDED if it does not.
    std::string proof(std::string_view code) const {
        detail::report where;
        return detail::fill<std::string>(SYMBOLON_PROOF_MAX, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_batch_proof(get(), detail::raw(code), code.size(), buf, cap, len, where);
        });
    }
    /// That a code does not belong to the batch; nothing if it does.
    std::optional<std::string> absence(std::string_view code) const {
        detail::report where;
        auto proof = detail::fill<std::string>(SYMBOLON_ABSENCE_MAX, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_batch_absence(get(), detail::raw(code), code.size(), buf, cap, len, where);
        });
        return proof.empty() ? std::nullopt : std::optional<std::string>(std::move(proof));
    }
    /// The signed certificate of the batch.
    std::string certify(const issuer &by, std::string_view name, std::int64_t time) const {
        detail::report where;
        return detail::fill<std::string>(512, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_certificate_sign(get(), by.get(), detail::raw(name), name.size(), time, buf, cap, len, where);
        });
    }
    const symbolon_batch *get() const noexcept { return handle_.get(); }

private:
    friend class batch_builder;
    explicit batch(const symbolon_batch *made) noexcept : handle_(made) {}
    detail::owned<const symbolon_batch, symbolon_batch_free> handle_;
};

/// Collects the codes of a batch, in any order.
class batch_builder {
public:
    batch_builder() {
        symbolon_batch_builder *out = nullptr;
        detail::check(symbolon_batch_builder_new(&out));
        handle_.reset(out);
    }
    /// What became of each code: SYMBOLON_OK, or why it was not added.
    template <class Codes>
    std::vector<symbolon_status> add(const Codes &codes) {
        const detail::batch inputs(codes);
        std::vector<symbolon_status> statuses(inputs.size());
        detail::check(symbolon_batch_builder_add_batch(get(), inputs.bytes(), inputs.offsets(), inputs.size(),
                                                       statuses.data()));
        return statuses;
    }
    /// Closes the batch; the builder is empty then.
    batch finish() {
        detail::report where;
        const symbolon_batch *out = nullptr;
        where.check(symbolon_batch_builder_finish(get(), &out, where));
        return batch(out);
    }
    symbolon_batch_builder *get() noexcept { return handle_.get(); }

private:
    detail::owned<symbolon_batch_builder, symbolon_batch_builder_free> handle_;
};

/// What a certificate says, its signature proven.
class certificate {
public:
    /// How collected codes compare with the certificate.
    struct comparison {
        std::uint32_t answer; // SYMBOLON_BATCH_x
        std::uint64_t distinct, deviations;
        std::vector<std::uint32_t> repeated; // places of codes that had been seen before
    };

    certificate(std::string_view bytes, const suite_key &signer) {
        detail::report where;
        const symbolon_certificate *out = nullptr;
        where.check(symbolon_certificate_open(detail::raw(bytes), bytes.size(), signer.data(), signer.size(), &out, where));
        handle_.reset(out);
    }
    /// The id of the key that claims to have signed it.
    static std::string signer_of(std::string_view bytes) {
        detail::report where;
        std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
        where.check(symbolon_certificate_key_id(detail::raw(bytes), bytes.size(), detail::raw(id), where));
        return id;
    }
    /// The name of the batch.
    std::string name() const {
        symbolon_certificate_facts facts{};
        return read(facts);
    }
    symbolon_certificate_facts facts() const {
        symbolon_certificate_facts facts{};
        read(facts);
        return facts;
    }
    std::uint64_t count_of(std::string_view gtin) const {
        std::uint64_t count = 0;
        detail::check(symbolon_certificate_gtin_count(handle_.get(), detail::raw(gtin), gtin.size(), &count));
        return count;
    }
    /// Whether a proof shows that a code belongs to the batch.
    bool includes(std::string_view code, std::string_view proof) const {
        detail::report where;
        const auto status = symbolon_certificate_includes(handle_.get(), detail::raw(code), code.size(), detail::raw(proof),
                                                          proof.size(), where);
        if (status == SYMBOLON_E_NOT_INCLUDED) return false;
        where.check(status);
        return true;
    }
    /// Whether a proof shows that a code does not belong to the batch.
    bool excludes(std::string_view code, std::string_view proof) const {
        detail::report where;
        std::uint32_t answer = 0;
        where.check(symbolon_certificate_excludes(handle_.get(), detail::raw(code), code.size(), detail::raw(proof),
                                                  proof.size(), &answer, where));
        return answer == SYMBOLON_ABSENT_SHOWN;
    }
    comparison compare(batch_builder &seen) const {
        symbolon_batch_check check{};
        check.size = sizeof check;
        auto repeated = detail::fill<std::vector<std::uint32_t>>(16, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_certificate_check(handle_.get(), seen.get(), &check, buf, cap, len);
        });
        return {check.answer, check.distinct, check.deviations, std::move(repeated)};
    }

private:
    std::string read(symbolon_certificate_facts &facts) const {
        facts.size = sizeof facts;
        return detail::fill<std::string>(SYMBOLON_BATCH_NAME_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_certificate_read(handle_.get(), &facts, buf, cap, len);
        });
    }
    detail::owned<const symbolon_certificate, symbolon_certificate_free> handle_;
};

// Contents of a container.

/// The units of one container, as who packed it knows them: makes notes and proofs.
class contents {
public:
    using root_hash = std::array<std::uint8_t, SYMBOLON_ROOT_BYTES>;

    template <class Codes>
    contents(std::string_view container, const Codes &units) {
        detail::report where;
        const detail::batch inputs(units);
        const symbolon_contents *out = nullptr;
        where.check(symbolon_contents_new(detail::raw(container), container.size(), inputs.bytes(), inputs.offsets(),
                                          inputs.size(), &out, where));
        handle_.reset(out);
    }
    /// The same in whatever order the units were named.
    root_hash root() const {
        root_hash root{};
        std::uint32_t count = 0;
        detail::check(symbolon_contents_digest(handle_.get(), root.data(), &count));
        return root;
    }
    /// That a unit lies in the container; throws SYMBOLON_E_NOT_INCLUDED if it does not.
    std::string proof(std::string_view unit) const {
        detail::report where;
        return detail::fill<std::string>(SYMBOLON_PROOF_MAX, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_contents_proof(handle_.get(), detail::raw(unit), unit.size(), buf, cap, len, where);
        });
    }
    /// The signed note; with a filter it answers `contents_note::may_contain`.
    std::string sign(const issuer &by, std::int64_t time, bool filtered) const {
        detail::report where;
        return detail::fill<std::string>(8192, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_contents_sign(handle_.get(), by.get(), time, filtered ? 1 : 0, buf, cap, len, where);
        });
    }

private:
    detail::owned<const symbolon_contents, symbolon_contents_free> handle_;
};

/// What a contents note says, its signature proven.
class contents_note {
public:
    contents_note(std::string_view bytes, const suite_key &signer) {
        detail::report where;
        const symbolon_contents_note *out = nullptr;
        where.check(symbolon_contents_note_open(detail::raw(bytes), bytes.size(), signer.data(), signer.size(), &out, where));
        handle_.reset(out);
    }
    /// The id of the key that claims to have signed it.
    static std::string signer_of(std::string_view bytes) {
        detail::report where;
        std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
        where.check(symbolon_contents_note_key_id(detail::raw(bytes), bytes.size(), detail::raw(id), where));
        return id;
    }
    /// The identity of the container: compare it with the one at hand.
    std::string container() const {
        symbolon_contents_facts facts{};
        return read(facts);
    }
    symbolon_contents_facts facts() const {
        symbolon_contents_facts facts{};
        read(facts);
        return facts;
    }
    /// Whether a unit may lie in the container: false is certain; nothing without a filter.
    std::optional<bool> may_contain(std::string_view unit) const {
        detail::report where;
        std::uint32_t answer = 0;
        where.check(symbolon_contents_note_may_contain(handle_.get(), detail::raw(unit), unit.size(), &answer, where));
        return answer == SYMBOLON_CONTAINED_UNKNOWN ? std::nullopt : std::optional<bool>(answer == SYMBOLON_CONTAINED_MAYBE);
    }
    /// Whether a proof shows that a unit lies in the container.
    bool includes(std::string_view unit, std::string_view proof) const {
        detail::report where;
        const auto status = symbolon_contents_note_includes(handle_.get(), detail::raw(unit), unit.size(),
                                                            detail::raw(proof), proof.size(), where);
        if (status == SYMBOLON_E_NOT_INCLUDED) return false;
        where.check(status);
        return true;
    }

private:
    std::string read(symbolon_contents_facts &facts) const {
        facts.size = sizeof facts;
        return detail::fill<std::string>(SYMBOLON_IDENTITY_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_contents_note_read(handle_.get(), &facts, buf, cap, len);
        });
    }
    detail::owned<const symbolon_contents_note, symbolon_contents_note_free> handle_;
};

// Believing.

/// Signs a grant: this key may issue, at this time and for this scope.
inline std::string sign_grant(const issuer &root, const suite_key &key, std::int64_t from = INT64_MIN,
                              std::int64_t until = INT64_MAX, const std::vector<std::string> &scope = {},
                              std::string_view name = {}) {
    detail::report where;
    const detail::batch rules(scope);
    return detail::fill<std::string>(256, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_grant_sign(root.get(), key.data(), key.size(), from, until, rules.bytes(), rules.offsets(),
                                   rules.size(), detail::raw(name), name.size(), buf, cap, len, where);
    });
}

/// A trust bundle that its root key signed.
class bundle {
public:
    /// Opens a file; `newest_known` is the highest sequence number that you have stored.
    bundle(std::string_view file, const suite_key &root, std::uint64_t newest_known = 0) {
        detail::report where;
        const symbolon_bundle *out = nullptr;
        where.check(symbolon_bundle_open(detail::raw(file), file.size(), root.data(), root.size(), newest_known, &out,
                                         where));
        handle_.reset(out);
    }
    std::uint64_t sequence() const { return times().sequence; }
    std::int64_t issued_at() const { return times().issued_at; }
    /// From then on it is stale, and believed all the same.
    std::int64_t next_update() const { return times().next_update; }
    /// Whose root signed it, for people.
    std::string name() const {
        return detail::fill<std::string>(200, detail::report(), [&](auto *buf, auto cap, auto *len) {
            return symbolon_bundle_name(handle_.get(), buf, cap, len);
        });
    }
    /// The file, to be stored.
    std::string file() const {
        return detail::fill<std::string>(4096, detail::report(), [&](auto *buf, auto cap, auto *len) {
            return symbolon_bundle_bytes(handle_.get(), buf, cap, len);
        });
    }
    /// The delta that makes this bundle from an older one.
    std::string delta_from(const bundle &older) const {
        return detail::fill<std::string>(4096, detail::report(), [&](auto *buf, auto cap, auto *len) {
            return symbolon_bundle_delta(handle_.get(), older.get(), buf, cap, len);
        });
    }
    /// The newer bundle that a delta makes from this one, verified.
    bundle apply(std::string_view delta) const {
        detail::report where;
        const symbolon_bundle *out = nullptr;
        where.check(symbolon_bundle_apply(handle_.get(), detail::raw(delta), delta.size(), &out, where));
        return bundle(out);
    }
    const symbolon_bundle *get() const noexcept { return handle_.get(); }

private:
    struct times_of {
        std::uint64_t sequence;
        std::int64_t issued_at, next_update;
    };
    explicit bundle(const symbolon_bundle *made) noexcept : handle_(made) {}
    times_of times() const {
        times_of out{};
        detail::check(symbolon_bundle_times(handle_.get(), &out.sequence, &out.issued_at, &out.next_update));
        return out;
    }
    detail::owned<const symbolon_bundle, symbolon_bundle_free> handle_;
};

/// Decides which codes are believed.
class verifier {
public:
    explicit verifier(std::uint32_t unsigned_codes = SYMBOLON_UNSIGNED_REFUSE) {
        const symbolon_verifier_options options{sizeof options, unsigned_codes};
        symbolon_verifier *out = nullptr;
        detail::check(symbolon_verifier_new(&options, &out));
        handle_.reset(out);
    }
    /// Believes a key from a second until another, for GTINs of 14 digits and company prefixes, or for everything.
    std::string add_key(const suite_key &key, std::int64_t from = INT64_MIN, std::int64_t until = INT64_MAX,
                        const std::vector<std::string> &scope = {}) {
        detail::report where;
        const detail::batch rules(scope);
        std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
        where.check(symbolon_verifier_add_suite_key(handle_.get(), key.data(), key.size(), from, until, rules.bytes(),
                                                    rules.offsets(), rules.size(), detail::raw(id), where));
        return id;
    }
    /// Believes the key of a grant that a root signed, if the root may speak for as much.
    std::string admit(std::string_view grant, const suite_key &root, const std::vector<std::string> &root_scope = {}) {
        detail::report where;
        const detail::batch rules(root_scope);
        std::string id(SYMBOLON_KEY_ID_BYTES, '\0');
        where.check(symbolon_verifier_admit(handle_.get(), detail::raw(grant), grant.size(), root.data(), root.size(),
                                            rules.bytes(), rules.offsets(), rules.size(), detail::raw(id), where));
        return id;
    }
    void revoke(std::string_view id) {
        if (id.size() != SYMBOLON_KEY_ID_BYTES) detail::check(SYMBOLON_E_PROOF);
        detail::check(symbolon_verifier_revoke(handle_.get(), detail::raw(id)));
    }
    /// Says what became of a key, SYMBOLON_STANDING_x, since a second for those that have one.
    void set_standing(std::string_view id, std::uint32_t standing, std::int64_t since = 0) {
        if (id.size() != SYMBOLON_KEY_ID_BYTES) detail::check(SYMBOLON_E_PROOF);
        detail::check(symbolon_verifier_set_standing(handle_.get(), detail::raw(id), standing, since));
    }
    /// Says when a key signs: compared with the production date of codes that carry one.
    void set_signing(std::string_view id, std::int64_t from, std::int64_t until) {
        if (id.size() != SYMBOLON_KEY_ID_BYTES) detail::check(SYMBOLON_E_PROOF);
        detail::check(symbolon_verifier_set_signing(handle_.get(), detail::raw(id), from, until));
    }
    void add_series(const series &added) { detail::check(symbolon_verifier_add_series(handle_.get(), added.get())); }
    /// Believes what a bundle says about a scope, or about everything.
    void install(const bundle &installed, const std::vector<std::string> &scope = {}) {
        detail::report where;
        const detail::batch rules(scope);
        where.check(symbolon_verifier_install(handle_.get(), installed.get(), rules.bytes(), rules.offsets(),
                                              rules.size(), where));
    }
    /// Forgets what a root said.
    void uninstall(std::string_view root_id) {
        if (root_id.size() != SYMBOLON_KEY_ID_BYTES) detail::check(SYMBOLON_E_PROOF);
        detail::check(symbolon_verifier_uninstall(handle_.get(), detail::raw(root_id)));
    }
    /// What may be said to a consumer about a scanned text. Throws for no text.
    symbolon_consumer_answer consumer(std::string_view scanned, std::int64_t at) const {
        symbolon_consumer_answer answer{};
        answer.size = sizeof answer;
        detail::check(symbolon_verifier_consumer(handle_.get(), detail::raw(scanned), scanned.size(), at, &answer));
        return answer;
    }
    /// The verdict about what a scanner delivered, at a second since 1970 UTC. Throws for no code, however false.
    symbolon_verification verify(std::string_view code, std::int64_t at) const {
        symbolon_verification answer{};
        answer.size = sizeof answer;
        detail::check(symbolon_verifier_verify(handle_.get(), detail::raw(code), code.size(), at, &answer));
        return answer;
    }
    /// The same, with the signature checked whatever else was found: for an investigation.
    symbolon_verification examine(std::string_view code, std::int64_t at) const {
        symbolon_verification answer{};
        answer.size = sizeof answer;
        detail::check(symbolon_verifier_examine(handle_.get(), detail::raw(code), code.size(), at, &answer));
        return answer;
    }
    template <class Codes>
    std::vector<symbolon_verification> verify_all(const Codes &codes, std::int64_t at) const {
        const detail::batch inputs(codes);
        std::vector<symbolon_verification> answers(inputs.size());
        detail::check(symbolon_verifier_verify_batch(handle_.get(), inputs.bytes(), inputs.offsets(), inputs.size(), at,
                                                     answers.data(), sizeof(symbolon_verification)));
        return answers;
    }

private:
    detail::owned<symbolon_verifier, symbolon_verifier_free> handle_;
};

// Hidden marks.

/// A mark as people type it, in the form in which it is printed.
inline std::string read_mark(std::string_view text) {
    detail::report where;
    std::string mark(SYMBOLON_MARK_BYTES, '\0');
    where.check(symbolon_mark_read(detail::raw(text), text.size(), detail::raw(mark), where));
    return mark;
}

/// Derives hidden marks from what is visible.
class mark_key {
public:
    mark_key(const secret &random, std::string_view tenant, std::uint32_t epoch) {
        detail::report where;
        const symbolon_mark_key *out = nullptr;
        where.check(symbolon_mark_key_new(random.data(), detail::raw(tenant), tenant.size(), epoch, &out, where));
        handle_.reset(out);
    }
    std::string derive(std::string_view code, std::string_view date, std::string_view line,
                       std::optional<std::uint64_t> position = {}) const {
        detail::report where;
        std::string mark(SYMBOLON_MARK_BYTES, '\0');
        where.check(symbolon_mark_key_derive(handle_.get(), detail::raw(code), code.size(), detail::raw(date), date.size(),
                                             detail::raw(line), line.size(), position ? &*position : nullptr,
                                             detail::raw(mark), where));
        return mark;
    }
    /// Whether a mark is the one of an item. Count the guess first: symbolon_guess_admit.
    bool check(std::string_view code, std::string_view date, std::string_view line, std::string_view mark,
               std::optional<std::uint64_t> position = {}) const {
        detail::report where;
        std::uint32_t answer = 0;
        where.check(symbolon_mark_key_check(handle_.get(), detail::raw(code), code.size(), detail::raw(date), date.size(),
                                            detail::raw(line), line.size(), position ? &*position : nullptr,
                                            detail::raw(mark), mark.size(), &answer, where));
        return answer == SYMBOLON_MARK_MATCH;
    }
    const symbolon_mark_key *get() const { return handle_.get(); }

private:
    detail::owned<const symbolon_mark_key, symbolon_mark_key_free> handle_;
};

/// The enrolled marks and their codes.
class mark_register {
public:
    explicit mark_register(const secret &key) {
        symbolon_register *out = nullptr;
        detail::check(symbolon_register_new(key.data(), &out));
        handle_.reset(out);
    }
    /// Takes marks in as printed, all or none.
    void enroll(const std::vector<std::string> &marks) {
        detail::report where;
        std::string flat;
        for (const auto &mark : marks) flat += read_mark(mark);
        where.check(symbolon_register_enroll(handle_.get(), detail::raw(flat), marks.size(), where));
    }
    /// Whether the call changed something: false if the pair was bound already.
    bool bind(std::string_view code, std::string_view mark) {
        detail::report where;
        std::uint32_t change = 0;
        where.check(symbolon_register_bind(handle_.get(), detail::raw(code), code.size(), detail::raw(mark), mark.size(),
                                           &change, where));
        return change == SYMBOLON_CHANGE_MADE;
    }
    bool activate(std::string_view code, std::string_view mark) {
        detail::report where;
        std::uint32_t change = 0;
        where.check(symbolon_register_activate(handle_.get(), detail::raw(code), code.size(), detail::raw(mark),
                                               mark.size(), &change, where));
        return change == SYMBOLON_CHANGE_MADE;
    }
    bool void_mark(std::string_view mark, std::string_view reason) {
        detail::report where;
        std::uint32_t change = 0;
        where.check(symbolon_register_void(handle_.get(), detail::raw(mark), mark.size(), detail::raw(reason),
                                           reason.size(), &change, where));
        return change == SYMBOLON_CHANGE_MADE;
    }
    /// For a mark that can no longer be read.
    bool void_mark_of(std::string_view code, std::string_view reason) {
        detail::report where;
        std::uint32_t change = 0;
        where.check(symbolon_register_void_of(handle_.get(), detail::raw(code), code.size(), detail::raw(reason),
                                              reason.size(), &change, where));
        return change == SYMBOLON_CHANGE_MADE;
    }
    /// Whether mark and code are an activated pair. Count the guess first: symbolon_guess_admit.
    bool check(std::string_view code, std::string_view mark) const {
        detail::report where;
        std::uint32_t answer = 0;
        where.check(symbolon_register_check(handle_.get(), detail::raw(code), code.size(), detail::raw(mark), mark.size(),
                                            &answer, where));
        return answer == SYMBOLON_MARK_MATCH;
    }

    /// What the register calls a mark in pictures, by the payload that was read from it.
    using name = std::array<std::uint8_t, SYMBOLON_REGISTER_NAME_BYTES>;

    name name_of(std::uint32_t kind, const std::vector<std::uint8_t> &payload) const {
        detail::report where;
        name out{};
        where.check(symbolon_register_name_image(handle_.get(), kind, payload.data(), payload.size(), out.data(), where));
        return out;
    }
    /// Takes names in, all or none.
    void enroll(const std::vector<name> &names) {
        detail::report where;
        const auto *first = names.empty() ? nullptr : names.front().data();
        where.check(symbolon_register_enroll_named(handle_.get(), first, names.size(), where));
    }
    bool bind(std::string_view code, const name &mark) { return change(symbolon_register_bind_named, code, mark); }
    bool activate(std::string_view code, const name &mark) { return change(symbolon_register_activate_named, code, mark); }
    bool void_mark(const name &mark, std::string_view reason) {
        detail::report where;
        std::uint32_t change = 0;
        where.check(symbolon_register_void_named(handle_.get(), mark.data(), detail::raw(reason), reason.size(), &change,
                                                 where));
        return change == SYMBOLON_CHANGE_MADE;
    }
    bool check(std::string_view code, const name &mark) const {
        detail::report where;
        std::uint32_t answer = 0;
        where.check(symbolon_register_check_named(handle_.get(), detail::raw(code), code.size(), mark.data(), &answer,
                                                  where));
        return answer == SYMBOLON_MARK_MATCH;
    }

private:
    template <class Call>
    bool change(Call call, std::string_view code, const name &mark) {
        detail::report where;
        std::uint32_t change = 0;
        where.check(call(handle_.get(), detail::raw(code), code.size(), mark.data(), &change, where));
        return change == SYMBOLON_CHANGE_MADE;
    }

    detail::owned<symbolon_register, symbolon_register_free> handle_;
};

/// Writes a roll, pair by pair.
class roll {
public:
    using id = std::array<std::uint8_t, SYMBOLON_ROLL_ID_BYTES>;
    using head_bytes = std::array<std::uint8_t, SYMBOLON_ROLL_HEAD_BYTES>;
    using row = std::array<std::uint8_t, SYMBOLON_ROLL_ROW_BYTES>;

    roll(const secret &key, const id &name) {
        symbolon_roll *out = nullptr;
        detail::check(symbolon_roll_new(key.data(), name.data(), &out));
        handle_.reset(out);
    }
    /// Goes on behind a head that was stored.
    roll(const secret &key, const head_bytes &head) {
        detail::report where;
        symbolon_roll *out = nullptr;
        where.check(symbolon_roll_resume(key.data(), head.data(), &out, where));
        handle_.reset(out);
    }
    /// Appends a pair; store what it returns.
    row append(std::string_view visible, std::string_view hidden) {
        detail::report where;
        row out{};
        where.check(symbolon_roll_append(handle_.get(), detail::raw(visible), visible.size(), detail::raw(hidden),
                                         hidden.size(), out.data(), where));
        return out;
    }
    /// The head so far, to be anchored.
    head_bytes head() const {
        head_bytes out{};
        detail::check(symbolon_roll_head(handle_.get(), out.data()));
        return out;
    }

private:
    detail::owned<symbolon_roll, symbolon_roll_free> handle_;
};

/// Follows a roll, label by label.
class roll_check {
public:
    roll_check(const secret &key, const roll::head_bytes &head, const std::vector<roll::row> &rows, std::uint32_t reach) {
        detail::report where;
        symbolon_roll_check *out = nullptr;
        where.check(symbolon_roll_check_new(key.data(), head.data(), rows.empty() ? nullptr : rows.front().data(),
                                            rows.size(), reach, &out, where));
        handle_.reset(out);
    }
    /// Takes the next label; an empty half was not read.
    symbolon_roll_step step(std::string_view visible, std::string_view hidden) {
        detail::report where;
        symbolon_roll_step out{};
        out.size = sizeof out;
        where.check(symbolon_roll_check_step(handle_.get(), detail::raw(visible), visible.size(), detail::raw(hidden),
                                             hidden.size(), &out, where));
        return out;
    }
    /// What did not come, of a roll that is used up.
    symbolon_roll_gap finish() const {
        symbolon_roll_gap out{};
        out.size = sizeof out;
        detail::check(symbolon_roll_check_finish(handle_.get(), &out));
        return out;
    }

private:
    detail::owned<symbolon_roll_check, symbolon_roll_check_free> handle_;
};

// Symbols.

/// A QR symbol as a PNG file; `options` as in symbolon.h, its size set by this function.
inline std::string qr_png(std::string_view data, symbolon_symbol_options options = {}) {
    options.size = sizeof options;
    return detail::fill<std::string>(2048, {}, [&](auto *buf, auto cap, auto *len) {
        return symbolon_qr_png(detail::raw(data), data.size(), &options, buf, cap, len);
    });
}

/// A Data Matrix symbol as a PNG file.
inline std::string datamatrix_png(std::string_view data, symbolon_symbol_options options = {}) {
    options.size = sizeof options;
    return detail::fill<std::string>(2048, {}, [&](auto *buf, auto cap, auto *len) {
        return symbolon_datamatrix_png(detail::raw(data), data.size(), &options, buf, cap, len);
    });
}

/// Printer dots: rows from the top, `stride` bytes apart, leftmost dot in the highest bit, 1 is black.
struct raster {
    std::uint32_t width, height, stride;
    std::string dots;

    /// Dots that are all white.
    static raster white(std::uint32_t width, std::uint32_t height) {
        const std::uint32_t stride = width / 8 + (width % 8 != 0);
        return {width, height, stride, std::string(std::size_t{stride} * height, '\0')};
    }
    /// Puts another raster on this one: its black dots become black, its white ones change nothing.
    void put(std::uint32_t x, std::uint32_t y, const raster &other) {
        const symbolon_dots given{detail::raw(std::string_view(other.dots)), other.width, other.height};
        detail::check(symbolon_raster_put(detail::raw(dots), width, height, x, y, &given));
    }
};

namespace detail {

/// A raster out of `call(buf, cap, &len, &shape)`.
template <class Call>
raster drawn(std::size_t usual, const report &where, Call call) {
    symbolon_raster_shape shape{};
    shape.size = sizeof shape;
    auto dots = fill<std::string>(usual, where, [&](auto *buf, auto cap, auto *len) { return call(buf, cap, len, &shape); });
    return {shape.width, shape.height, shape.stride, std::move(dots)};
}

} // namespace detail

/// A QR symbol in printer dots.
inline raster qr_raster(std::string_view data, symbolon_symbol_options options = {}) {
    options.size = sizeof options;
    return detail::drawn(8192, {}, [&](auto *buf, auto cap, auto *len, auto *shape) {
        return symbolon_qr_raster(detail::raw(data), data.size(), &options, buf, cap, len, shape);
    });
}

/// Draws the QR symbols of a run of labels, which all have one version; `options` as in symbolon.h, their size set here.
class qr_run {
public:
    /// Labels of the version that `sample` needs, or that `options` name.
    explicit qr_run(std::string_view sample, symbolon_qr_run_options options = {}) {
        options.size = sizeof options;
        symbolon_qr_run *out = nullptr;
        detail::check(symbolon_qr_run_new(detail::raw(sample), sample.size(), &options, &out));
        handle_.reset(out);
    }
    /// The shape of every raster.
    symbolon_raster_shape shape() const {
        symbolon_raster_shape shape{};
        shape.size = sizeof shape;
        detail::check(symbolon_qr_run_shape(handle_.get(), &shape));
        return shape;
    }
    /// Draws one label into `height` times `stride` bytes of yours, and says which mask it has.
    std::uint32_t draw(std::string_view data, std::uint8_t *dots, std::size_t size) {
        std::uint32_t mask = 0;
        std::size_t len = 0;
        detail::check(symbolon_qr_run_draw(handle_.get(), detail::raw(data), data.size(), dots, size, &len, &mask));
        return mask;
    }
    /// Draws one label as a raster of its own.
    raster draw(std::string_view data) {
        const auto form = shape();
        raster out{form.width, form.height, form.stride, std::string(std::size_t{form.height} * form.stride, '\0')};
        draw(data, detail::raw(out.dots), out.dots.size());
        return out;
    }

private:
    detail::owned<symbolon_qr_run, symbolon_qr_run_free> handle_;
};

/// GS1-128, or with `fnc1` 0 plain Code 128, in printer dots.
inline raster code128_raster(std::string_view data, symbolon_bars_options options = {}) {
    options.size = sizeof options;
    detail::report where;
    return detail::drawn(8192, where, [&](auto *buf, auto cap, auto *len, auto *shape) {
        return symbolon_code128_raster(detail::raw(data), data.size(), &options, buf, cap, len, shape, where);
    });
}

/// What people read beside a symbol; an SSCC in its four parts if the company prefix is given.
inline std::string readable(std::string_view elements, std::string_view prefix = {}) {
    detail::report where;
    return detail::fill<std::string>(256, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_gs1_readable(detail::raw(elements), elements.size(), detail::raw(prefix), prefix.size(), buf, cap, len,
                                     where);
    });
}

/// A logistic label under way: cells from the top, barcodes with that of the SSCC last.
class label {
public:
    explicit label(symbolon_label_options options = {}) : options_(options) { options_.size = sizeof options_; }

    /// A text under a caption; `row` as in symbolon_label_cell, `size` SYMBOLON_TEXT_x.
    label &text(std::uint32_t row, std::string caption, std::string text, std::uint32_t size = SYMBOLON_TEXT_NORMAL,
                std::uint32_t share = 1) {
        texts_.push_back({row, share, size, std::move(caption), std::move(text), {}});
        return *this;
    }
    label &picture(std::uint32_t row, raster picture, std::uint32_t share = 1) {
        texts_.push_back({row, share, SYMBOLON_TEXT_NORMAL, {}, {}, std::move(picture)});
        return *this;
    }
    label &barcode(std::string elements, std::string readable) {
        barcodes_.emplace_back(std::move(elements), std::move(readable));
        return *this;
    }
    std::string png() const { return file(symbolon_label_png); }
    std::string zpl() const { return file(symbolon_label_zpl); }

private:
    struct cell {
        std::uint32_t row, share, size;
        std::string caption, text;
        raster picture;
    };
    template <class Draw>
    std::string file(Draw draw) const {
        std::vector<symbolon_label_cell> cells;
        for (const auto &one : texts_) {
            const auto *dots = one.picture.dots.empty() ? nullptr : detail::raw(one.picture.dots);
            cells.push_back({one.row, one.share, one.size, 0, detail::raw(one.caption), one.caption.size(),
                             detail::raw(one.text), one.text.size(), dots, one.picture.width, one.picture.height});
        }
        std::vector<symbolon_label_barcode> barcodes;
        for (const auto &one : barcodes_)
            barcodes.push_back({detail::raw(one.first), one.first.size(), detail::raw(one.second), one.second.size()});
        detail::report where;
        return detail::fill<std::string>(16384, where, [&](auto *buf, auto cap, auto *len) {
            return draw(&options_, cells.data(), cells.size(), barcodes.data(), barcodes.size(), buf, cap, len, where);
        });
    }

    symbolon_label_options options_;
    std::vector<cell> texts_;
    std::vector<std::pair<std::string, std::string>> barcodes_;
};

/// A printer job in ZPL II under way, field by field; all numbers are dots.
class zpl {
public:
    zpl(std::uint32_t width, std::uint32_t length) {
        detail::report where;
        symbolon_zpl *out = nullptr;
        where.check(symbolon_zpl_new(width, length, &out, where));
        handle_.reset(out);
    }
    void graphic(std::uint32_t x, std::uint32_t y, const raster &dots) {
        detail::report where;
        where.check(symbolon_zpl_graphic(handle_.get(), x, y, detail::raw(dots.dots), dots.width, dots.height, where));
    }
    void text(std::uint32_t x, std::uint32_t y, std::uint32_t height, std::string_view text) {
        detail::report where;
        where.check(symbolon_zpl_text(handle_.get(), x, y, height, detail::raw(text), text.size(), where));
    }
    void qr(std::uint32_t x, std::uint32_t y, std::uint32_t module, std::string_view data,
            std::uint32_t correction = SYMBOLON_CORRECTION_M, std::uint32_t mask = SYMBOLON_MASK_BEST) {
        detail::report where;
        where.check(symbolon_zpl_qr(handle_.get(), x, y, module, correction, mask, detail::raw(data), data.size(), where));
    }
    void datamatrix(std::uint32_t x, std::uint32_t y, std::uint32_t module, std::string_view data, bool fnc1) {
        detail::report where;
        where.check(symbolon_zpl_datamatrix(handle_.get(), x, y, module, detail::raw(data), data.size(), fnc1, where));
    }
    void gs1_128(std::uint32_t x, std::uint32_t y, std::uint32_t module, std::uint32_t height, std::string_view data) {
        detail::report where;
        where.check(symbolon_zpl_gs1_128(handle_.get(), x, y, module, height, detail::raw(data), data.size(), where));
    }
    /// The job as it is sent to the printer.
    std::string finish(std::uint32_t copies = 1) const {
        detail::report where;
        return detail::fill<std::string>(4096, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_zpl_finish(handle_.get(), copies, buf, cap, len, where);
        });
    }

private:
    detail::owned<symbolon_zpl, symbolon_zpl_free> handle_;
};

/// A printed text with the bits that the shapes of its digits carry.
class date_mark {
public:
    /// Of one item, under the key of its marks; `geometry` is SYMBOLON_DATE_x.
    date_mark(const mark_key &key, std::string_view code, std::string_view text, std::string_view line,
              std::uint32_t geometry, std::optional<std::uint64_t> position = {}) {
        detail::report where;
        const symbolon_date_mark *out = nullptr;
        where.check(symbolon_date_mark_derive(key.get(), detail::raw(code), code.size(), detail::raw(text), text.size(),
                                              detail::raw(line), line.size(), position ? &*position : nullptr, geometry,
                                              &out, where));
        handle_.reset(out);
    }
    /// Of given bits, as an enrolled one was drawn at random or read: each 0 or 1, as many as the digits carry.
    static date_mark from_bits(std::string_view text, std::uint32_t geometry, const std::vector<std::uint8_t> &bits) {
        detail::report where;
        const symbolon_date_mark *out = nullptr;
        where.check(symbolon_date_mark_from_bits(detail::raw(text), text.size(), geometry, bits.data(), bits.size(), &out,
                                                 where));
        return date_mark(out);
    }
    /// The text for a printer that has the font, UTF-8.
    std::string text() const {
        return detail::fill<std::string>(256, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_date_mark_text(handle_.get(), buf, cap, len);
        });
    }
    /// The text in dots.
    symbolon::raster raster() const {
        return detail::drawn(8192, {}, [&](auto *buf, auto cap, auto *len, auto *shape) {
            return symbolon_date_mark_raster(handle_.get(), buf, cap, len, shape);
        });
    }
    /// The drops of a dot-matrix text; none in a geometry of raster dots.
    std::vector<symbolon_date_drop> drops() const {
        return detail::fill<std::vector<symbolon_date_drop>>(1024, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_date_mark_drops(handle_.get(), buf, cap, len);
        });
    }
    /// The bits in the order of the digits, each 0 or 1: a secret until they are printed.
    std::vector<std::uint8_t> bits() const {
        return detail::fill<std::vector<std::uint8_t>>(256, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_date_mark_bits(handle_.get(), buf, cap, len);
        });
    }
    const symbolon_date_mark *get() const { return handle_.get(); }

private:
    explicit date_mark(const symbolon_date_mark *made) noexcept : handle_(made) {}
    detail::owned<const symbolon_date_mark, symbolon_date_mark_free> handle_;
};

/// The font of a geometry as a BDF file, for printers that are sent `date_mark::text`.
inline std::string date_font_bdf(std::uint32_t geometry) {
    return detail::fill<std::string>(1 << 16, {}, [&](auto *buf, auto cap, auto *len) {
        return symbolon_date_font_bdf(geometry, buf, cap, len);
    });
}

/// One character of the font as a PNG file.
inline std::string date_glyph_png(std::uint32_t geometry, char character, std::uint32_t variant = 0) {
    return detail::fill<std::string>(1024, {}, [&](auto *buf, auto cap, auto *len) {
        return symbolon_date_glyph_png(geometry, static_cast<unsigned char>(character), variant, buf, cap, len);
    });
}

/// Reads the marks of texts of one geometry: make it once and keep it.
class date_reader {
public:
    explicit date_reader(std::uint32_t geometry) {
        const symbolon_date_reader *out = nullptr;
        detail::check(symbolon_date_reader_new(geometry, &out));
        handle_.reset(out);
    }
    /// Whether a picture shows the text with its mark; the size of `place` is set by this function.
    symbolon_date_report verify(std::string_view pixels, std::uint32_t width, std::uint32_t height, std::size_t stride,
                                symbolon_date_place place, const date_mark &mark) const {
        detail::report where;
        symbolon_date_report out{};
        out.size = sizeof out;
        place.size = sizeof place;
        where.check(symbolon_date_reader_verify(handle_.get(), detail::raw(pixels), pixels.size(), width, height, stride,
                                                &place, mark.get(), &out, where));
        return out;
    }
    /// The soft bits of a text whose mark is not known, above 0 for 1. For trusted callers only.
    std::vector<float> read(std::string_view pixels, std::uint32_t width, std::uint32_t height, std::size_t stride,
                            symbolon_date_place place, std::string_view text) const {
        place.size = sizeof place;
        return detail::fill<std::vector<float>>(256, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_date_reader_read(handle_.get(), detail::raw(pixels), pixels.size(), width, height, stride, &place,
                                             detail::raw(text), text.size(), buf, cap, len);
        });
    }

private:
    detail::owned<const symbolon_date_reader, symbolon_date_reader_free> handle_;
};

/// A symbol that was read.
struct found {
    std::string data;
    std::array<double, 8> corners; // x, y pairs; see symbolon_found
    std::uint32_t version;
    bool fnc1;
};

namespace detail {

/// The symbols of a picture out of `call(found, found_cap, &count, text, cap, &len)`: once if they have room, twice otherwise.
template <class Call>
std::vector<found> all_found(Call call) {
    std::vector<symbolon_found> seen(16);
    std::string text(4096, '\0');
    for (;;) {
        std::size_t count = 0, len = 0;
        const auto status = call(seen.data(), seen.size(), &count, raw(text), text.size(), &len);
        if (status == SYMBOLON_E_BUFFER && (count > seen.size() || len > text.size())) {
            seen.resize(count > seen.size() ? count : seen.size());
            text.resize(len > text.size() ? len : text.size());
            continue;
        }
        check(status);
        std::vector<found> out;
        for (std::size_t i = 0; i < count; i++) {
            const auto &symbol = seen[i];
            found one{text.substr(static_cast<std::size_t>(symbol.offset), static_cast<std::size_t>(symbol.len)), {},
                      symbol.version, symbol.fnc1 == 1};
            for (std::size_t j = 0; j < one.corners.size(); j++) one.corners[j] = symbol.corners[j];
            out.push_back(std::move(one));
        }
        return out;
    }
}

} // namespace detail

/// The QR symbols in an 8-bit grey picture.
inline std::vector<found> read_qr(std::string_view pixels, std::uint32_t width, std::uint32_t height, std::size_t stride) {
    return detail::all_found([&](auto *seen, auto room, auto *count, auto *text, auto cap, auto *len) {
        return symbolon_read_qr(detail::raw(pixels), pixels.size(), width, height, stride, seen, room, count, text, cap, len);
    });
}

/// Asked before each step of reading whether to go on. Must not throw, and not call into the library.
using go_on_function = std::function<bool()>;

namespace detail {

inline std::int32_t go_on(void *user) noexcept { return (*static_cast<const go_on_function *>(user))() ? 1 : 0; }

} // namespace detail

/// The symbols in an 8-bit grey picture, as `options` ask, while `go_on` lets it; their size is set by this function. A picture
/// of more than 16 symbols or 4096 bytes is read twice.
inline std::vector<found> read(std::string_view pixels, std::uint32_t width, std::uint32_t height, std::size_t stride,
                               symbolon_read_options options = {}, go_on_function go_on = {}) {
    options.size = sizeof options;
    return detail::all_found([&](auto *seen, auto room, auto *count, auto *text, auto cap, auto *len) {
        return symbolon_read(detail::raw(pixels), pixels.size(), width, height, stride, &options,
                             go_on ? &detail::go_on : nullptr, &go_on, seen, room, count, text, cap, len);
    });
}

// Marks beside and inside a symbol that was read.

/// A place or view of symbolon.h beside a QR symbol: its size, corners and modules are set here.
template <class Place>
Place beside(const found &symbol, Place place) {
    place.size = sizeof place;
    place.modules = 17 + 4 * symbol.version;
    for (std::size_t i = 0; i < symbol.corners.size(); i++) place.corners[i] = symbol.corners[i];
    return place;
}

/// A picture for `layer`, and where its symbol is; the pixels stay yours and must live as long as it.
inline symbolon_layer_frame layer_frame(std::string_view pixels, std::uint32_t width, std::uint32_t height,
                                        std::size_t stride, const found &symbol) {
    symbolon_layer_frame frame{detail::raw(pixels), pixels.size(), stride, width, height, {}};
    for (std::size_t i = 0; i < symbol.corners.size(); i++) frame.corners[i] = symbol.corners[i];
    return frame;
}

/// A QR symbol with its inner layer; the sizes of options, thresholds and reports are set here.
class layer {
public:
    /// The layer of one item in the symbol that shows `data`; with `options.coded` it carries `options.payload`.
    layer(const mark_key &key, std::string_view code, std::string_view date, std::string_view line, std::string_view data,
          symbolon_layer_options options = {}, std::optional<std::uint64_t> position = {})
        : layer(key.get(), code, date, line, data, options, position) {}
    /// A layer that carries `options.payload` and that everybody can read and forge.
    static layer open(std::string_view data, symbolon_layer_options options) {
        options.coded = 1;
        return layer(nullptr, {}, {}, {}, data, options, {});
    }
    /// The symbol with its layer in printer dots; `quiet` as in symbolon_symbol_options.
    symbolon::raster raster(std::uint32_t quiet = 0) const {
        return detail::drawn(1 << 16, {}, [&](auto *buf, auto cap, auto *len, auto *shape) {
            return symbolon_layer_raster(handle_.get(), quiet, buf, cap, len, shape);
        });
    }
    /// Whether pictures of one label show the layer. The score is for trusted callers only.
    symbolon_layer_report verify(const std::vector<symbolon_layer_frame> &frames, symbolon_layer_thresholds thresholds = {},
                                 double *score = nullptr) const {
        detail::report where;
        symbolon_layer_report out{};
        out.size = sizeof out;
        thresholds.size = sizeof thresholds;
        where.check(symbolon_layer_verify_with(handle_.get(), frames.data(), frames.size(), &thresholds, &out, score, where));
        return out;
    }
    /// The payload of a coded layer; nothing if there are more errors than its code corrects.
    std::optional<std::uint64_t> read(const std::vector<symbolon_layer_frame> &frames) const {
        detail::report where;
        symbolon_layer_report quality{};
        quality.size = sizeof quality;
        std::uint64_t payload = 0;
        std::uint32_t found = 0;
        where.check(symbolon_layer_read(handle_.get(), frames.data(), frames.size(), &payload, &found, &quality, where));
        return found == 1 ? std::optional<std::uint64_t>(payload) : std::nullopt;
    }

private:
    layer(const symbolon_mark_key *key, std::string_view code, std::string_view date, std::string_view line,
          std::string_view data, symbolon_layer_options options, std::optional<std::uint64_t> position) {
        detail::report where;
        const symbolon_layer *out = nullptr;
        options.size = sizeof options;
        where.check(symbolon_layer_new(key, detail::raw(code), code.size(), detail::raw(date), date.size(), detail::raw(line),
                                       line.size(), position ? &*position : nullptr, detail::raw(data), data.size(),
                                       &options, &out, where));
        handle_.reset(out);
    }
    detail::owned<const symbolon_layer, symbolon_layer_free> handle_;
};

/// What a patch of micro-dots carries: a secret.
using dots_payload = std::array<std::uint8_t, SYMBOLON_DOTS_PAYLOAD_BYTES>;
/// What of it is random, and each label's own.
using dots_id = std::array<std::uint8_t, SYMBOLON_DOTS_ID_BYTES>;

/// Tags the patches of pre-printed rolls.
class roll_key {
public:
    roll_key(const secret &random, std::string_view tenant, std::uint32_t epoch) {
        const symbolon_roll_key *out = nullptr;
        detail::check(symbolon_roll_key_new(random.data(), detail::raw(tenant), tenant.size(), epoch, &out));
        handle_.reset(out);
    }
    /// The payload of the label at a place of the roll.
    dots_payload payload(const dots_id &id, std::uint32_t sequence) const {
        dots_payload out{};
        detail::check(symbolon_roll_key_payload(handle_.get(), id.data(), sequence, out.data()));
        return out;
    }
    /// Whether a payload that was read is one of this key's.
    bool check(const dots_payload &payload) const {
        std::uint32_t genuine = 0;
        detail::check(symbolon_roll_key_check(handle_.get(), payload.data(), &genuine));
        return genuine == 1;
    }

private:
    detail::owned<const symbolon_roll_key, symbolon_roll_key_free> handle_;
};

/// The patch of a payload in printer dots.
inline raster dots_raster(const dots_payload &payload) {
    return detail::drawn(8192, {}, [&](auto *buf, auto cap, auto *len, auto *shape) {
        return symbolon_dots_coded_raster(payload.data(), buf, cap, len, shape);
    });
}

/// The patch that is derived from a visible code.
inline raster dots_raster(const mark_key &key, std::string_view code, std::string_view date, std::string_view line,
                          std::optional<std::uint64_t> position = {}) {
    return detail::drawn(8192, {}, [&](auto *buf, auto cap, auto *len, auto *shape) {
        return symbolon_dots_derived_raster(key.get(), detail::raw(code), code.size(), detail::raw(date), date.size(),
                                            detail::raw(line), line.size(), position ? &*position : nullptr, buf, cap, len,
                                            shape);
    });
}

/// What one or more pictures show of a patch.
class dots_sight {
public:
    /// Searches a patch; nothing if there is none, or the picture does not show it. The size of `view` is set here.
    static std::optional<dots_sight> locate(std::string_view pixels, std::uint32_t width, std::uint32_t height,
                                            std::size_t stride, symbolon_dots_view view) {
        symbolon_dots_sight *out = nullptr;
        view.size = sizeof view;
        detail::check(symbolon_dots_locate(detail::raw(pixels), pixels.size(), width, height, stride, &view, &out));
        return out == nullptr ? std::nullopt : std::optional<dots_sight>(dots_sight(out));
    }
    /// Adds what another picture of the same label shows.
    void add(const dots_sight &other) { detail::check(symbolon_dots_sight_add(handle_.get(), other.handle_.get())); }
    /// The payload, whose tag nobody has checked yet; nothing if it cannot be read.
    std::optional<dots_payload> read() const {
        dots_payload payload{};
        std::uint32_t corrected = SYMBOLON_NO_PLACE;
        detail::check(symbolon_dots_sight_read(handle_.get(), payload.data(), &corrected));
        return corrected == SYMBOLON_NO_PLACE ? std::nullopt : std::optional<dots_payload>(payload);
    }
    /// Compares it with the patch of a payload.
    symbolon_dots_report verify(const dots_payload &expected) const {
        symbolon_dots_report out{};
        out.size = sizeof out;
        detail::check(symbolon_dots_sight_verify_coded(handle_.get(), expected.data(), &out));
        return out;
    }
    /// Compares it with the patch that is derived from a visible code.
    symbolon_dots_report verify(const mark_key &key, std::string_view code, std::string_view date, std::string_view line,
                                std::optional<std::uint64_t> position = {}) const {
        symbolon_dots_report out{};
        out.size = sizeof out;
        detail::check(symbolon_dots_sight_verify_derived(handle_.get(), key.get(), detail::raw(code), code.size(),
                                                         detail::raw(date), date.size(), detail::raw(line), line.size(),
                                                         position ? &*position : nullptr, &out));
        return out;
    }

private:
    explicit dots_sight(symbolon_dots_sight *seen) noexcept : handle_(seen) {}
    detail::owned<symbolon_dots_sight, symbolon_dots_sight_free> handle_;
};

/// The copy-detection pattern of one item: a score, never a verdict.
class copy_pattern {
public:
    /// `geometry` is SYMBOLON_COPY_x.
    copy_pattern(const mark_key &key, std::string_view code, std::string_view date, std::string_view line,
                 std::uint32_t geometry, std::optional<std::uint64_t> position = {}) {
        detail::report where;
        const symbolon_copy *out = nullptr;
        where.check(symbolon_copy_new(key.get(), detail::raw(code), code.size(), detail::raw(date), date.size(),
                                      detail::raw(line), line.size(), position ? &*position : nullptr, geometry, &out,
                                      where));
        handle_.reset(out);
    }
    /// The pattern in printer dots, without a margin.
    symbolon::raster raster() const {
        return detail::drawn(2048, {}, [&](auto *buf, auto cap, auto *len, auto *shape) {
            return symbolon_copy_raster(handle_.get(), buf, cap, len, shape);
        });
    }
    /// How much of it a picture shows, for trusted callers only; the size of `place` is set by this function.
    symbolon_copy_report score(std::string_view pixels, std::uint32_t width, std::uint32_t height, std::size_t stride,
                               symbolon_copy_place place) const {
        symbolon_copy_report out{};
        out.size = sizeof out;
        place.size = sizeof place;
        detail::check(symbolon_copy_score(handle_.get(), detail::raw(pixels), pixels.size(), width, height, stride, &place,
                                          &out));
        return out;
    }

private:
    detail::owned<const symbolon_copy, symbolon_copy_free> handle_;
};

// Packing.

/// Units and how they lie in each other.
class forest {
public:
    explicit forest(symbolon_forest_options options) {
        options.size = sizeof options;
        symbolon_forest *out = nullptr;
        detail::check(symbolon_forest_new(&options, &out));
        handle_.reset(out);
    }
    unit_id add(std::string_view code, std::uint32_t level) {
        detail::report where;
        unit_id unit = SYMBOLON_NO_UNIT;
        where.check(symbolon_forest_add(handle_.get(), detail::raw(code), code.size(), level, &unit, where));
        return unit;
    }
    void pack(unit_id parent, const std::vector<unit_id> &children) {
        detail::report where;
        where.check(symbolon_forest_pack(handle_.get(), parent, children.data(), children.size(), where));
    }
    /// Lets a range of a series enter; the id of the first unit, the others follow.
    unit_id register_range(std::string_view gtin, std::string_view slot, std::uint32_t level, std::uint64_t index,
                           std::uint32_t count) {
        detail::report where;
        unit_id first = SYMBOLON_NO_UNIT;
        where.check(symbolon_forest_register(handle_.get(), detail::raw(gtin), gtin.size(), detail::raw(slot), slot.size(),
                                             level, index, count, &first, where));
        return first;
    }
    /// The unit at an index of a registered series.
    std::optional<unit_id> at(std::string_view gtin, std::string_view slot, std::uint64_t index) const {
        detail::report where;
        unit_id unit = SYMBOLON_NO_UNIT;
        where.check(symbolon_forest_at(handle_.get(), detail::raw(gtin), gtin.size(), detail::raw(slot), slot.size(), index,
                                       &unit, where));
        return known(unit);
    }
    /// Packs `count` units with consecutive ids.
    void pack_run(unit_id parent, unit_id first, std::uint32_t count) {
        detail::report where;
        where.check(symbolon_forest_pack_run(handle_.get(), parent, first, count, where));
    }
    /// Does an operation once: the same id again gives the same answer and changes nothing. How many units changed place.
    std::uint32_t apply(std::uint64_t id, symbolon_operation operation, const std::vector<unit_id> &units = {}) {
        detail::report where;
        operation.size = sizeof operation;
        operation.units = units.data(), operation.n = units.size();
        std::uint32_t moved = 0;
        where.check(symbolon_forest_apply(handle_.get(), id, &operation, &moved, nullptr, where));
        return moved;
    }
    /// SYMBOLON_STATE_x of a unit.
    std::uint32_t state(unit_id unit) const {
        std::uint32_t state = 0;
        detail::check(symbolon_forest_state(handle_.get(), unit, &state, nullptr, nullptr));
        return state;
    }
    /// The outermost containers of many units.
    std::vector<unit_id> roots(const std::vector<unit_id> &units) const {
        std::vector<unit_id> roots(units.size());
        detail::check(symbolon_forest_roots(handle_.get(), units.data(), units.size(), roots.data()));
        return roots;
    }
    /// The open containers of a level that hold something.
    std::vector<unit_id> open(std::uint32_t level) const {
        return detail::fill<std::vector<unit_id>>(64, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_forest_open(handle_.get(), level, buf, cap, len);
        });
    }
    void compact() { detail::check(symbolon_forest_compact(handle_.get())); }
    /// The forest as bytes, with a number of yours.
    std::string snapshot(std::uint64_t position) const {
        return detail::fill<std::string>(1 << 16, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_forest_snapshot(handle_.get(), position, buf, cap, len);
        });
    }
    /// Opens a snapshot; `position` becomes the number that was stored with it.
    static forest restore(std::string_view bytes, std::uint64_t &position) {
        detail::report where;
        symbolon_forest *out = nullptr;
        where.check(symbolon_forest_restore(detail::raw(bytes), bytes.size(), nullptr, &out, &position, where));
        return forest(out);
    }
    void unpack(const std::vector<unit_id> &children) {
        detail::report where;
        where.check(symbolon_forest_unpack(handle_.get(), children.data(), children.size(), where));
    }
    void move(const std::vector<unit_id> &children, unit_id parent) {
        detail::report where;
        where.check(symbolon_forest_move(handle_.get(), children.data(), children.size(), parent, where));
    }
    void replace(unit_id old, unit_id fresh) {
        detail::report where;
        where.check(symbolon_forest_replace(handle_.get(), old, fresh, where));
    }
    void void_unit(unit_id unit) {
        detail::report where;
        where.check(symbolon_forest_void(handle_.get(), unit, where));
    }
    std::optional<unit_id> find(std::string_view code) const {
        detail::report where;
        unit_id unit = SYMBOLON_NO_UNIT;
        where.check(symbolon_forest_find(handle_.get(), detail::raw(code), code.size(), &unit, where));
        return known(unit);
    }
    std::optional<unit_id> parent(unit_id unit) const {
        unit_id parent = SYMBOLON_NO_UNIT;
        detail::check(symbolon_forest_parent(handle_.get(), unit, &parent));
        return known(parent);
    }
    unit_id root(unit_id unit) const {
        unit_id root = SYMBOLON_NO_UNIT;
        detail::check(symbolon_forest_root(handle_.get(), unit, &root));
        return root;
    }
    std::string identity(unit_id unit) const {
        return detail::fill<std::string>(SYMBOLON_IDENTITY_MAX, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_forest_identity(handle_.get(), unit, buf, cap, len);
        });
    }
    std::vector<unit_id> leaves(unit_id unit) const {
        return detail::fill<std::vector<unit_id>>(64, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_forest_leaves(handle_.get(), unit, buf, cap, len);
        });
    }
    std::vector<unit_id> children(unit_id unit) const {
        return detail::fill<std::vector<unit_id>>(64, {}, [&](auto *buf, auto cap, auto *len) {
            return symbolon_forest_children(handle_.get(), unit, buf, cap, len);
        });
    }
    bool is_sound() const {
        std::uint32_t answer = 0;
        detail::check(symbolon_forest_check(handle_.get(), &answer, nullptr));
        return answer == SYMBOLON_FOREST_SOUND;
    }

private:
    explicit forest(symbolon_forest *made) noexcept : handle_(made) {}
    static std::optional<unit_id> known(unit_id unit) {
        return unit == SYMBOLON_NO_UNIT ? std::nullopt : std::optional<unit_id>(unit);
    }
    detail::owned<symbolon_forest, symbolon_forest_free> handle_;
};

// The journal.

using journal_id = std::array<std::uint8_t, SYMBOLON_JOURNAL_ID_BYTES>;
using journal_cursor = std::array<std::uint8_t, SYMBOLON_JOURNAL_CURSOR_BYTES>;

/// One thing that happened. `number` and `is_checkpoint` are the journal's and are not appended.
struct journal_record {
    std::uint64_t time = 0;
    std::uint32_t device = 0;
    std::uint64_t event = 0;
    std::uint32_t kind = 0;
    std::string payload;
    std::uint64_t number = 0;
    bool is_checkpoint = false;
};

/// The one writer of a journal.
class journal {
public:
    /// Makes a new journal in a directory; `options.size` is set here.
    static journal create(std::string_view directory, const journal_id &id, symbolon_journal_options options = {}) {
        detail::report where;
        options.size = sizeof options;
        symbolon_journal *out = nullptr;
        where.check(symbolon_journal_create(detail::raw(directory), directory.size(), id.data(), &options, &out, where));
        return journal(out, {});
    }
    /// Opens a journal; `anchor` is a head that was kept elsewhere.
    static journal open(std::string_view directory, symbolon_journal_options options = {},
                        const symbolon_journal_head *anchor = nullptr) {
        detail::report where;
        options.size = sizeof options;
        symbolon_journal *out = nullptr;
        symbolon_journal_recovery found{};
        found.size = sizeof found;
        where.check(symbolon_journal_open(detail::raw(directory), directory.size(), &options, anchor, &found, &out, where));
        return journal(out, found);
    }
    /// What opening found; zeros for a journal that was created.
    const symbolon_journal_recovery &recovery() const noexcept { return found_; }
    /// Takes a record and gives its number.
    std::uint64_t append(std::uint64_t time, std::uint32_t device, std::uint64_t event, std::uint32_t kind,
                         std::string_view payload) {
        detail::report where;
        std::uint64_t number = 0;
        where.check(symbolon_journal_append(get(), time, device, event, kind, detail::raw(payload), payload.size(), &number,
                                            where));
        return number;
    }
    /// Makes durable what was appended; gives how many records are durable, as the next two do.
    std::uint64_t commit() {
        detail::report where;
        std::uint64_t durable = 0;
        where.check(symbolon_journal_commit(get(), &durable, where));
        return durable;
    }
    /// Commits if a record waited for its time; `now` in milliseconds from any beginning.
    std::uint64_t tick(std::uint64_t now) {
        detail::report where;
        std::uint64_t durable = 0;
        where.check(symbolon_journal_tick(get(), now, &durable, where));
        return durable;
    }
    /// Goes on after a failure whose cause is gone.
    std::uint64_t resume() {
        detail::report where;
        std::uint64_t durable = 0;
        where.check(symbolon_journal_resume(get(), &durable, where));
        return durable;
    }
    void checkpoint(const issuer &signer, std::int64_t at) {
        detail::report where;
        where.check(symbolon_journal_checkpoint(get(), signer.get(), at, where));
    }
    bool is_checkpoint_due() const {
        std::uint32_t due = 0;
        detail::check(symbolon_journal_state(get(), nullptr, nullptr, &due, nullptr));
        return due == 1;
    }
    bool is_stopped() const {
        std::uint32_t stopped = 0;
        detail::check(symbolon_journal_state(get(), nullptr, nullptr, nullptr, &stopped));
        return stopped == 1;
    }
    /// How far it goes if the records that are not durable yet are committed now.
    symbolon_journal_head head() const {
        symbolon_journal_head head{};
        detail::check(symbolon_journal_state(get(), &head, nullptr, nullptr, nullptr));
        return head;
    }
    /// How far it is durable: what to keep as an anchor.
    symbolon_journal_head durable() const {
        symbolon_journal_head durable{};
        detail::check(symbolon_journal_state(get(), nullptr, &durable, nullptr, nullptr));
        return durable;
    }
    symbolon_journal *get() const noexcept { return handle_.get(); }

private:
    journal(symbolon_journal *handle, const symbolon_journal_recovery &found) noexcept : handle_(handle), found_(found) {}
    detail::owned<symbolon_journal, symbolon_journal_free> handle_;
    symbolon_journal_recovery found_;
};

/// Reads a journal, also while it is written.
class journal_reader {
public:
    explicit journal_reader(std::string_view directory, std::uint64_t record = 0) {
        detail::report where;
        symbolon_journal_reader *out = nullptr;
        where.check(symbolon_journal_reader_new(detail::raw(directory), directory.size(), record, &out, where));
        handle_.reset(out);
    }
    /// Goes on behind the record that a cursor acknowledges.
    journal_reader(std::string_view directory, const journal_cursor &cursor) {
        detail::report where;
        symbolon_journal_reader *out = nullptr;
        where.check(symbolon_journal_reader_resume(detail::raw(directory), directory.size(), cursor.data(), &out, where));
        handle_.reset(out);
    }
    /// Gives out records below this number only: the number of durable ones.
    void limit(std::uint64_t records) { detail::check(symbolon_journal_reader_limit(handle_.get(), records)); }
    /// The next record, if there is one yet.
    std::optional<journal_record> next() {
        detail::report where;
        std::uint32_t found = 0;
        symbolon_journal_entry entry{};
        entry.size = sizeof entry;
        journal_record record;
        record.payload = detail::fill<std::string>(256, where, [&](auto *buf, auto cap, auto *len) {
            return symbolon_journal_reader_next(handle_.get(), &found, &entry, buf, cap, len, where);
        });
        if (found == 0) return std::nullopt;
        record.time = entry.time, record.device = entry.device, record.event = entry.event, record.kind = entry.kind;
        record.number = entry.number, record.is_checkpoint = entry.is_checkpoint == 1;
        return record;
    }
    /// What to store when everything that was given out has arrived elsewhere.
    journal_cursor cursor() const {
        journal_cursor cursor{};
        detail::check(symbolon_journal_reader_cursor(handle_.get(), cursor.data()));
        return cursor;
    }

private:
    detail::owned<symbolon_journal_reader, symbolon_journal_reader_free> handle_;
};

/// The cursor that was stored last under a name.
inline std::optional<journal_cursor> load_cursor(std::string_view directory, std::string_view name) {
    detail::report where;
    std::uint32_t found = 0;
    journal_cursor cursor{};
    where.check(symbolon_journal_cursor_load(detail::raw(directory), directory.size(), detail::raw(name), name.size(), &found,
                                             cursor.data(), where));
    return found == 0 ? std::nullopt : std::optional<journal_cursor>(cursor);
}

/// Stores a cursor under a name, durably.
inline void store_cursor(std::string_view directory, std::string_view name, const journal_cursor &cursor) {
    detail::report where;
    where.check(symbolon_journal_cursor_store(detail::raw(directory), directory.size(), detail::raw(name), name.size(),
                                              cursor.data(), where));
}

/// The proof that a record is in a journal.
inline std::string journal_proof(std::string_view directory, std::uint64_t record) {
    detail::report where;
    return detail::fill<std::string>(SYMBOLON_RECORD_PROOF_MAX, where, [&](auto *buf, auto cap, auto *len) {
        return symbolon_journal_proof(detail::raw(directory), directory.size(), record, buf, cap, len, where);
    });
}

/// What a proof says of a record, by the word of a key; throws SYMBOLON_E_NOT_INCLUDED for another record.
inline symbolon_journal_proved check_journal_proof(std::string_view proof, const suite_key &key,
                                                   const journal_record &record) {
    detail::report where;
    symbolon_journal_proved proved{};
    proved.size = sizeof proved;
    where.check(symbolon_journal_proof_check(detail::raw(proof), proof.size(), key.data(), key.size(), record.time,
                                             record.device, record.event, record.kind, detail::raw(std::string_view(record.payload)),
                                             record.payload.size(), &proved, where));
    return proved;
}

/// Checks a whole journal; believes the checkpoints of these keys. `answer` is SYMBOLON_JOURNAL_WHOLE, _TORN or _DAMAGED.
inline symbolon_journal_report verify_journal(std::string_view directory, const std::vector<suite_key> &keys = {}) {
    detail::report where;
    std::vector<std::string_view> texts;
    for (const suite_key &key : keys) texts.push_back(key.bytes());
    const detail::batch flat(texts);
    symbolon_journal_report report{};
    report.size = sizeof report;
    where.check(symbolon_journal_verify(detail::raw(directory), directory.size(), flat.bytes(), flat.offsets(), flat.size(),
                                        &report, where));
    return report;
}

} // namespace symbolon

#endif
