"""The names that browsers use in session descriptions of audio, video and data: closed lists.

Whatever a page could choose freely here would be a line to the page of somebody else.
"""

from __future__ import annotations

import re

UFRAG = "[A-Za-z0-9+/]{4,8}"
"""What names an ICE session: four letters in Chromium and Safari, eight in Firefox. It goes into each check's
integrity (RFC 8445, 7.2.2), so that nobody between the two can write another.
"""
_PASSWORD = "[A-Za-z0-9+/]{22,32}"
_MID = "(?:[0-9]{1,2}|audio|video|data)"
_DIRECTION = "(?:sendrecv|sendonly|recvonly|inactive|send|recv)"
_CODECS = (
    "(?i:opus|red|G722|PCMU|PCMA|CN|telephone-event|ISAC|ILBC|multiopus"
    "|VP8|VP9|H264|H265|AV1|rtx|ulpfec|flexfec-03)"
)
_FEEDBACK = "(?:nack(?: pli| rpsi| sli)?|ccm (?:fir|tmmbr)|goog-remb|transport-cc|rrtr)"
_EXTENSIONS = (
    "(?:urn:3gpp:video-orientation"
    "|urn:ietf:params:rtp-hdrext:(?:ssrc-audio-level|csrc-audio-level|toffset"
    "|sdes:(?:mid|rtp-stream-id|repaired-rtp-stream-id))"
    "|http://www\\.webrtc\\.org/experiments/rtp-hdrext/(?:abs-send-time|abs-capture-time|playout-delay"
    "|video-content-type|video-timing|color-space|video-layers-allocation00|transport-wide-cc-02|inband-cn)"
    "|http://www\\.ietf\\.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    "|https://aomediacodec\\.github\\.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension)"
)

ATTRIBUTES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"group:BUNDLE(?: {_MID}){{0,4}}",
        r"extmap-allow-mixed",
        rf"ice-ufrag:{UFRAG}",
        rf"ice-pwd:{_PASSWORD}",
        r"ice-options:(?:trickle|renomination|ice2)(?: (?:trickle|renomination|ice2)){0,2}",
        r"fingerprint:sha-256 (?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}",
        r"setup:(?:actpass|active|passive)",
        rf"mid:{_MID}",
        rf"extmap:[0-9]{{1,3}}(?:/{_DIRECTION})? {_EXTENSIONS}",
        _DIRECTION,
        r"rtcp-mux(?:-only)?",
        r"rtcp-rsize",
        r"bundle-only",
        r"end-of-candidates",
        r"sctp-port:5000",
        rf"rtpmap:[0-9]{{1,3}} {_CODECS}/[0-9]{{4,6}}(?:/[0-9])?",
        rf"rtcp-fb:(?:\*|[0-9]{{1,3}}) {_FEEDBACK}",
        r"ssrc-group:(?:FID|FEC-FR)(?: [0-9]{1,10}){1,4}",
        r"(?:ptime|maxptime):[0-9]{1,4}",
    )
]
"""The attributes that are passed on as they are."""

FORMAT_NAMES = (
    r"apt|minptime|ptime|maxptime|useinbandfec|usedtx|stereo|sprop-stereo|cbr|maxplaybackrate|maxaveragebitrate"
    r"|profile-level-id|level-asymmetry-allowed|packetization-mode|profile-id|profile|tier|level-idx|level-id"
    r"|tier-flag|tx-mode|max-fs|max-fr|rtx-time|repair-window"
)
"""What a codec may be asked for, each with a number."""
