use loai_protocol::{phone::*, *};
use std::time::Instant;
fn main() {
    let mk = |c| {
        let p = Phone {
            client: c,
            bot: "testbot".into(),
            device_id: "a1b2c3d4e5f60718".into(),
            device_uuid: Some("a1b2c3d4e5f60718".into()),
            mac_address: None,
            ip_address: "192.0.2.10".into(),
            device_info: "x".into(),
            key: SigningKey::new("a", "b"),
        };
        let mut o = vec![];
        p.chat(
            &ChatLine {
                room: "테스트방",
                channel_id: Some("18412345678901234"),
                text: "# echo 안녕 하세요",
                sender: "tester",
                user_hash: Some("0f1e2d3c"),
                log_id: Some("3200000000000000001"),
                is_group: true,
                is_mention: false,
            },
            1752990000123,
            &mut o,
        );
        o
    };
    for c in [Client::V320, Client::Head333] {
        let l = mk(c);
        let n = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000u32);
        for _ in 0..3 {
            let t = Instant::now();
            let mut s = 0;
            for _ in 0..n {
                if let Ok(Packet::Chat(c)) = decode(std::hint::black_box(&l)) {
                    s += c.incoming().map_or(0, |i| i.text.len());
                }
            }
            println!("{c:?} decode {:?} {s}", t.elapsed() / n);
        }
        let k = SigningKey::new("a", "b");
        let mut sc = vec![];
        let Ok(Packet::Chat(ch)) = decode(&l) else { return };
        let a = ch.auth.unwrap();
        let t = Instant::now();
        let mut s = 0;
        for _ in 0..n {
            s += u32::from(k.verify(std::hint::black_box(&a), &mut sc));
        }
        println!("verify {:?} {s}", t.elapsed() / n);
        let mut out = vec![];
        let t = Instant::now();
        for _ in 0..n {
            out.clear();
            let _ = reply::encode_text(
                c.dialect(),
                &Target { bot: "testbot", channel_id: "18412345678901234", room: "테스트방" },
                "안녕 하세요 반갑습니다",
                1752990000123,
                &mut out,
            );
            std::hint::black_box(&out);
        }
        println!("encode {:?}", t.elapsed() / n);
    }
}
