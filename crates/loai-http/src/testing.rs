//! A server for tests that also answers slowly, brokenly, hugely and not at all.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers with this status, these headers and this body.
    Answer(u16, Vec<(String, String)>, Vec<u8>),
    /// Takes the request and never answers.
    Hang,
    /// Answers one byte at a time with this pause between.
    Drip(Vec<u8>, Duration),
    /// Promises more than it sends and closes.
    Cut(Vec<u8>),
    /// Sends a body of so many bytes.
    Huge(usize),
    /// Sends bytes that are no HTTP.
    Garbage(Vec<u8>),
    /// Closes without an answer.
    Close,
}

impl Act {
    /// A JSON answer.
    pub fn json(body: &str) -> Self {
        Self::Answer(200, vec![("content-type".into(), "application/json".into())], body.into())
    }

    /// An answer with an error status.
    pub fn status(status: u16, body: &str) -> Self {
        Self::Answer(status, Vec::new(), body.into())
    }
}

/// A request that the server has read.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Seen {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

type Script = dyn Fn(&Seen) -> Act + Send + Sync;

/// A server on a port of its own. It ends with this value.
pub struct FakeServer {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    stop: Arc<AtomicBool>,
}

impl FakeServer {
    /// Starts it; `script` says what to do with each request.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let (seen, stop) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<AtomicBool>::default());
        let (script, noted, stopped): (Arc<Script>, _, _) = (Arc::new(script), Arc::clone(&seen), Arc::clone(&stop));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                let (script, noted, stopped) = (Arc::clone(&script), Arc::clone(&noted), Arc::clone(&stopped));
                thread::spawn(move || {
                    let _ = converse(stream, &*script, &noted, &stopped);
                });
            }
        });
        Ok(Self { address, seen, stop })
    }

    /// Where it listens, such as `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let _ = TcpStream::connect(self.address);
    }
}

fn converse(mut stream: TcpStream, script: &Script, noted: &Mutex<Vec<Seen>>, stop: &AtomicBool) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    while let Some(seen) = request(&mut stream)? {
        noted.lock().unwrap_or_else(PoisonError::into_inner).push(seen.clone());
        let go_on = act(&mut stream, script(&seen), stop)?;
        if !go_on {
            let _ = stream.shutdown(Shutdown::Both);
            return Ok(());
        }
    }
    Ok(())
}

fn act(stream: &mut TcpStream, act: Act, stop: &AtomicBool) -> io::Result<bool> {
    match act {
        Act::Answer(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
            head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
            stream.write_all(format!("{head}\r\n").as_bytes())?;
            stream.write_all(&body)?;
            return Ok(true);
        }
        Act::Hang => while_running(stop, || true),
        Act::Drip(body, pause) => {
            stream.write_all(format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes())?;
            let mut bytes = body.iter();
            while_running(stop, || {
                thread::sleep(pause);
                bytes.next().is_some_and(|byte| stream.write_all(&[*byte]).is_ok())
            });
        }
        Act::Cut(body) => {
            stream.write_all(format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n", body.len() + 1).as_bytes())?;
            stream.write_all(&body)?;
        }
        Act::Huge(bytes) => {
            stream.write_all(format!("HTTP/1.1 200 X\r\ncontent-length: {bytes}\r\n\r\n").as_bytes())?;
            let block = [b'x'; 4096];
            let mut left = bytes;
            while left > 0 && stream.write_all(&block[..left.min(block.len())]).is_ok() {
                left -= left.min(block.len());
            }
        }
        Act::Garbage(bytes) => stream.write_all(&bytes)?,
        Act::Close => {}
    }
    Ok(false)
}

fn while_running(stop: &AtomicBool, mut step: impl FnMut() -> bool) {
    while !stop.load(Ordering::Acquire) && step() {
        thread::sleep(Duration::from_millis(5));
    }
}

fn request(stream: &mut TcpStream) -> io::Result<Option<Seen>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (method, path) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(Some(Seen { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() }))
}
