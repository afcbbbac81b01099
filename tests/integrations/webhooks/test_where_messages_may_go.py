"""N Out into the world by https, and into the house only where the house says so."""

from __future__ import annotations

import socket
from ipaddress import ip_network

import pytest

from liuke.integrations.webhooks.posting import TOO_SLOW, post
from liuke.integrations.webhooks.rules.addresses import AddressNotAllowed, may_be_told, target_of

from .conftest import receiving

INSIDE = (
    "127.0.0.1 10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 "
    "198.18.0.1 192.0.0.8 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12::1 ff02::1 "
    "::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:a9fe:a9fe ::127.0.0.1 ::a00:1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 "
    "2002:7f00:1:: 2002:c0a8:101::1 2001:0:4136:e378:8000:63bf:80ff:fffe nonsense"
).split()
WRITTEN = (
    "https://127.1/ https://0x7f000001/ https://0x7f.1/ https://017700000001/ https://2130706433/ "
    "https://[::1]/ https://[::ffff:10.0.0.1]/ https://127.0.0.1./ https://169.254.169.254/latest/meta-data "
    "http://erp.example.com/ ftp://erp.example.com/ https:/erp.example.com https://u:p@erp.example.com/ "
    "https://erp.example.com@10.0.0.1/ https:// //erp.example.com/ https://erp.example.com:99999/ "
    "https://erp\\.example.com/ https://例子.com/ file:///etc/passwd"
).split()
HERE = (ip_network("127.0.0.0/8"),)
OWN = (ip_network("10.20.0.0/16"),)


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_may_be_told(address):
    assert not may_be_told(address, scheme="https", own=())


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_the_world_may_be_told_by_https_alone(address):
    assert may_be_told(address, scheme="https", own=())
    assert not may_be_told(address, scheme="http", own=OWN)


@pytest.mark.parametrize(
    "address", [*WRITTEN, "https://erp.example.com/\n", "https://erp.example.com/" + "a" * 500]
)
def test_an_address_that_leads_inside_is_refused_however_it_is_written(address):
    with pytest.raises(AddressNotAllowed):
        target_of(address, own=())


def test_the_house_names_its_own_networks():
    assert may_be_told("10.20.3.4", scheme="http", own=OWN)
    assert may_be_told("::ffff:10.20.3.4", scheme="https", own=OWN)
    assert not may_be_told("10.21.3.4", scheme="https", own=OWN)
    assert not may_be_told("169.254.169.254", scheme="http", own=(ip_network("0.0.0.0/0"),))
    assert target_of("http://10.20.3.4:8080/x", own=OWN).port == 8080
    with pytest.raises(AddressNotAllowed):
        target_of("http://10.21.3.4/", own=OWN)


def send(address, *, own=HERE, seconds=10.0):
    return post(address=address, body=b"{}", headers={"Liuke-Event": "test"}, own=own, seconds=seconds)


def names(monkeypatch, *answers):
    """Each look-up of erp.example.com gives the next of ``answers``."""
    real, given = socket.getaddrinfo, list(answers)

    def look_up(host, port, *args, **more):
        if host != "erp.example.com":
            return real(host, port, *args, **more)
        found = given.pop(0) if len(given) > 1 else given[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_name_that_leads_inside_is_refused_and_nobody_is_called(receiver, monkeypatch):
    for found in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"]):
        names(monkeypatch, found)
        answered = send(f"https://erp.example.com:{receiver.port}/hook", own=())
        assert (answered.status, answered.fault) == (None, "webhook_address_not_allowed")
    assert receiver.heard == []


def test_a_name_that_changes_its_mind_in_between_changes_nothing(receiver, monkeypatch):
    with receiving(host="127.0.0.2") as other:
        other_port = other.port
        names(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
        assert send(f"http://erp.example.com:{receiver.port}/hook").status == 200
        assert (len(receiver.heard), other.heard, other_port > 0) == (1, [], True)
    assert receiver.heard[0][1]["Host"] == f"erp.example.com:{receiver.port}"


def test_a_redirect_is_not_followed(receiver):
    with receiving() as inside:
        receiver.answers, receiver.location = [302], inside.address
        answered = send(receiver.address)
    assert (answered.status, answered.good, inside.heard) == (302, False, [])


@pytest.mark.parametrize("drip", [False, True], ids=["says nothing", "says a letter at a time"])
def test_one_that_hangs_is_cut_off(receiver, drip):
    receiver.answers, receiver.drip = [0], drip
    assert send(receiver.address, seconds=0.5).fault == TOO_SLOW


def test_one_that_never_shakes_hands_is_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"https://127.0.0.1:{mute.getsockname()[1]}/"
        assert send(address, seconds=0.5).fault == TOO_SLOW


def test_nobody_there_is_a_fault_and_not_an_error():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/").fault.startswith("ConnectionRefusedError")
    assert send("https://no-such-host.invalid/").fault.startswith("gaierror")


def test_a_certificate_must_be_valid(certificate, monkeypatch):
    with receiving(certificate) as sealed:
        assert send(sealed.address).fault.startswith("SSLCertVerificationError")
        assert sealed.heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send(sealed.address).status == 200
    [(path, headers, body)] = sealed.heard
    assert (path, headers["Host"], body) == ("/hook", f"127.0.0.1:{sealed.port}", b"{}")
