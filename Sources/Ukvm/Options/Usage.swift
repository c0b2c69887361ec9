/// What the monitor says about itself.
enum Usage {
  static let version = """
    merlon-ukvm 0.1.0
    ABI version 2
    """

  static let help = """
    usage: merlon-ukvm [options] [--] IMAGE [arguments of the guest]

    Runs one Solo5 unikernel. Whether under KVM (hvt) or as a sealed process (spt), the image says.

      --mem=MIB                        memory of the guest (default 512, or what the image may have)
      --net:NAME=INTERFACE | @FD       attach a tap, or an inherited descriptor of one
      --net:NAME=user                  attach a network without privilege: guest 10.0.2.15/24
      --net-mac:NAME=MAC               address of the guest's end (default: random)
      --forward:NAME=tcp:ADDRESS:PORT:GUESTPORT
                                       listen here, for a user network's guest
      --forward:NAME=@FD:GUESTPORT[,held]
                                       the same with an inherited listening socket
      --block:NAME=PATH                attach a file or a block device
      --block-readonly:NAME=PATH | @FD the same, which the guest cannot write; or an inherited file
      --block-sector-size:NAME=BYTES   power of two, 512 to 32768 (default 512)
      --not-after=INSTANT              end the guest then, as 2030-12-31T23:59:59Z
      --control=PATH                   make a socket that takes open, close, replace and status
      --help, --version
    """
}
