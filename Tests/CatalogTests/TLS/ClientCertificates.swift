import Foundation
import TestSupport

/// Keys and certificates of clients, by OpenSSL, in a folder of their own.
struct ClientCertificates {
  let scratch: Scratch

  /// Makes two authorities, `ca` on P-256 and `rsa-ca`, a `foreign` one of the first one's name, and
  /// certificates by them.
  init() throws {
    scratch = try Scratch()
    try scratch.write(Self.program, to: "make.sh")
    try scratch.shell("sh -e make.sh 2> log || { cat log >&2; exit 1; }")
  }

  /// What `mtls-auth` is given to trust both authorities, in YAML.
  func authorities() throws -> String {
    let texts = try ["ca", "rsa-ca"].map { name in
      let pem = try String(contentsOfFile: path(name + ".pem"), encoding: .utf8)
      return "\"\(pem.replacing("\n", with: "\\n"))\""
    }
    return "[\(texts.joined(separator: ", "))]"
  }

  /// Where a file is.
  func path(_ file: String) -> String { scratch.path + "/" + file }

  private static let program = #"""
    p256="ec -pkeyopt ec_paramgen_curve:P-256"
    authority() { # NAME SUBJECT ALGORITHM
      openssl req -x509 -newkey $3 -nodes -keyout $1.key -out $1.pem -days 3650 -subj "$2"
    }
    certificate() { # NAME AUTHORITY SUBJECT EXTENSIONS [DAYS] [ALGORITHM]
      openssl req -newkey ${6:-$p256} -nodes -keyout $1.key -out $1.csr -subj "$3" -utf8
      printf "$4" > extensions
      openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -CAcreateserial -days ${5:-30} \
        -extfile extensions -out $1.pem
      openssl x509 -in $1.pem -outform DER -out $1.der
    }
    authority ca "/O=Acme/CN=Acme clients" "$p256"
    authority rsa-ca "/O=Acme/CN=Acme RSA" rsa:2048
    authority foreign "/O=Acme/CN=Acme clients" "$p256"
    authority self "/CN=alice" "$p256"
    openssl x509 -in self.pem -outform DER -out self.der
    usage="extendedKeyUsage=clientAuth\n"
    certificate alice ca /CN=alice "${usage}keyUsage=digitalSignature\n"
    certificate plain ca /CN=plain "basicConstraints=CA:false\n"
    certificate bob rsa-ca /CN=bob "extendedKeyUsage=serverAuth,clientAuth\n" 30 rsa:2048
    certificate any ca /CN=any "extendedKeyUsage=anyExtendedKeyUsage\n"
    certificate server ca /CN=server "extendedKeyUsage=serverAuth\n"
    certificate critical ca /CN=critical "extendedKeyUsage=critical,clientAuth\n"
    certificate agrees ca /CN=agrees "keyUsage=keyAgreement\n"
    certificate mallory foreign /CN=alice "$usage"
    certificate expired ca /CN=alice "$usage" -1
    certificate weak ca /CN=weak "$usage" 30 rsa:1024
    certificate curve ca /CN=curve "$usage" 30 "ec -pkeyopt ec_paramgen_curve:P-384"
    certificate nameless ca /O=x "$usage"
    certificate accented ca "/CN=$(printf 'al\303\255ce')" "$usage"
    certificate spaced ca "/CN=al ice" "$usage"
    certificate blank ca "/CN= alice" "$usage"
    certificate two ca /CN=administrator/CN=alice "$usage"
    certificate far ca /CN=far "$usage" 20000
    certificate names ca /CN=n \
      "subjectAltName=DNS:a.example,DNS:b.example,email:a@b.example,URI:spiffe://x/a\n"
    certificate strange foreign /CN=n "subjectAltName=DNS:a.example,email:a@b.example\n"
    certificate middle ca /CN=middle "basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n"
    certificate deep middle /CN=alice "$usage"
    certificate servers ca /CN=servers "basicConstraints=critical,CA:true\nextendedKeyUsage=serverAuth\n"
    certificate below servers /CN=alice "$usage"
    certificate child plain /CN=child "$usage"
    certificate soon ca /CN=soon "basicConstraints=critical,CA:true\n" 1
    certificate later soon /CN=later "$usage" 300
    for name in alice bob plain mallory expired server; do cat $name.key >> $name.pem; done
    cat deep.pem middle.pem deep.key > chain.pem
    cat self.key >> self.pem
    """#
}
