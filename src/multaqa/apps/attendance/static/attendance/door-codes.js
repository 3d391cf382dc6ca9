// Codes of badges and certificates, read as attendance/queries/codes.py reads them.
(function (door) {
  "use strict"
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
  const BADGE = new RegExp(`^(?:MQ)?([0-9]{1,5})([${SIGNS}]{8})([${SIGNS}])$`)
  const CERTIFICATE = new RegExp(`^C([0-9]{1,5})([${SIGNS}]{12})([${SIGNS}])$`)
  const LONGEST = 60
  const twice = worth => (worth << 1) ^ (worth & 16 ? 37 : 0)

  function checkSign(signs) {
    let sum = 0
    for (const sign of signs) sum = twice(sum) ^ SIGNS.indexOf(sign)
    return SIGNS[twice(sum)]
  }

  // The signs alone, as they were meant: O for 0, I and L for 1, Arabic digits, small letters.
  function folded(text) {
    return text.slice(0, LONGEST)
      .replace(/[\u0660-\u0669]/g, sign => String(sign.charCodeAt(0) - 0x660))
      .replace(/[\u06f0-\u06f9]/g, sign => String(sign.charCodeAt(0) - 0x6f0))
      .normalize("NFKC").toUpperCase()
      .replace(/[\p{Z}\p{C}\p{P}]/gu, "")
      .replace(/O/g, "0").replace(/[IL]/g, "1")
  }

  function written(mark, edition, signs) {
    const check = checkSign(mark + edition + signs)
    return [mark + edition, ...signs.match(/.{4}/g), check].join("-")
  }

  // {kind: "badge" | "certificate", edition, text}, or {fault: "mistyped" | "unreadable"}.
  function read(text) {
    const signs = folded(text)
    for (const [kind, pattern, mark] of [["badge", BADGE, ""], ["certificate", CERTIFICATE, "C"]]) {
      const found = pattern.exec(signs)
      if (!found) continue
      const edition = parseInt(found[1], 10)
      if (found[3] !== checkSign(mark + edition + found[2])) return { fault: "mistyped" }
      return { kind, edition, text: written(mark, edition, found[2]) }
    }
    return { fault: "unreadable" }
  }

  // Arabic letters as a search folds them, enough to find a name.
  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/[\u064b-\u065f\u0670\u0640]/g, "")
      .replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/\s+/g, " ").trim()
  }

  door.codes = { read, plain, checkSign }
})(self.Door = self.Door || {})
