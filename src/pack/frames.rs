//! Memory in frames of equal size, all zero when taken, cut from large maps.

use memmap2::MmapMut;

/// Words in the largest map.
const LARGEST: usize = 4 << 20;
/// Maps from this size on ask for huge pages: one look into them is then one cache miss instead of two.
#[cfg(target_os = "linux")]
const HUGE: usize = 4 << 20;

/// Names a frame of its [`Frames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    chunk: u32,
    at: u32,
}

/// Equal frames of words.
pub(super) struct Frames {
    /// Words in a frame.
    size: usize,
    chunks: Vec<Chunk>,
    /// Frames of the last chunk that were given out.
    used: u32,
    free: Vec<Frame>,
    given: usize,
}

struct Chunk {
    words: Words,
    frames: u32,
}

enum Words {
    Map(MmapMut),
    /// Where maps are not to be had.
    Heap(Vec<u32>),
}

impl Frames {
    pub(super) const fn new(size: usize) -> Self {
        Self { size, chunks: Vec::new(), used: 0, free: Vec::new(), given: 0 }
    }

    /// Takes memory for so many frames at once.
    pub(super) fn reserve(&mut self, frames: u32) {
        if frames > 0 {
            self.free.reserve(frames as usize);
            self.retire();
            self.chunks.push(Chunk::new(frames, self.size));
        }
    }

    /// A frame whose words are all zero.
    pub(super) fn take(&mut self) -> Frame {
        self.given += 1;
        if let Some(frame) = self.free.pop() {
            return frame;
        }
        if self.chunks.last().is_none_or(|chunk| self.used == chunk.frames) {
            let largest = u32::try_from(LARGEST / self.size).unwrap_or(1).max(1);
            let frames = self.chunks.last().map_or(1, |chunk| chunk.frames.saturating_mul(2).min(largest));
            self.chunks.push(Chunk::new(frames, self.size));
            self.used = 0;
        }
        let at = self.used;
        self.used += 1;
        Frame { chunk: self.last(), at }
    }

    pub(super) fn give_back(&mut self, frame: Frame) {
        self.words_mut(frame).fill(0);
        self.free.push(frame);
        self.given = self.given.saturating_sub(1);
    }

    pub(super) fn words(&self, frame: Frame) -> &[u32] {
        let words = self.chunks.get(frame.chunk as usize).map_or(&[][..], Chunk::words);
        let start = frame.at as usize * self.size;
        words.get(start..start + self.size).unwrap_or_default()
    }

    pub(super) fn words_mut(&mut self, frame: Frame) -> &mut [u32] {
        let size = self.size;
        let words = self.chunks.get_mut(frame.chunk as usize).map_or(&mut [][..], Chunk::words_mut);
        let start = frame.at as usize * size;
        words.get_mut(start..start + size).unwrap_or_default()
    }

    /// Bytes of the frames that are given out; what was reserved and never touched takes no memory.
    pub(super) fn bytes(&self) -> usize {
        self.given * self.size * 4
    }

    /// Moves the frames that are in use to memory of their own, if most of what was taken is not.
    pub(super) fn renew<'a>(&mut self, in_use: impl Iterator<Item = &'a mut Frame>) {
        let taken: u32 = self.chunks.iter().map(|chunk| chunk.frames).sum();
        if self.given * 2 > taken as usize {
            return;
        }
        let old = core::mem::replace(self, Self::new(self.size));
        for frame in in_use {
            let copy = self.take();
            self.words_mut(copy).copy_from_slice(old.words(*frame));
            *frame = copy;
        }
    }

    fn last(&self) -> u32 {
        u32::try_from(self.chunks.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// Puts what is left of the last chunk aside, before another becomes the last.
    fn retire(&mut self) {
        if let Some(frames) = self.chunks.last().map(|chunk| chunk.frames) {
            let chunk = self.last();
            self.free.extend((self.used..frames).map(|at| Frame { chunk, at }));
        }
        self.used = 0;
    }
}

impl Clone for Frames {
    fn clone(&self) -> Self {
        let mut chunks = Vec::with_capacity(self.chunks.len());
        for (place, chunk) in self.chunks.iter().enumerate() {
            let mut copy = Chunk::new(chunk.frames, self.size);
            let used = if place + 1 == self.chunks.len() { self.used } else { chunk.frames };
            let words = used as usize * self.size;
            if let (Some(to), Some(from)) = (copy.words_mut().get_mut(..words), chunk.words().get(..words)) {
                to.copy_from_slice(from);
            }
            chunks.push(copy);
        }
        Self { size: self.size, chunks, used: self.used, free: self.free.clone(), given: self.given }
    }
}

impl Chunk {
    fn new(frames: u32, size: usize) -> Self {
        let words = frames as usize * size;
        let words = match MmapMut::map_anon(words * 4) {
            Ok(map) => {
                #[cfg(target_os = "linux")]
                if words * 4 >= HUGE {
                    // Only a wish: without huge pages everything works, a little slower.
                    let _ = map.advise(memmap2::Advice::HugePage);
                }
                Words::Map(map)
            }
            Err(_) => Words::Heap(vec![0; words]),
        };
        Self { words, frames }
    }

    fn words(&self) -> &[u32] {
        match &self.words {
            Words::Map(map) => bytemuck::cast_slice(map),
            Words::Heap(words) => words,
        }
    }

    fn words_mut(&mut self) -> &mut [u32] {
        match &mut self.words {
            Words::Map(map) => bytemuck::cast_slice_mut(map),
            Words::Heap(words) => words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_zero_when_taken_and_apart() {
        let mut frames = Frames::new(16);
        let taken: Vec<Frame> = (0..200).map(|_| frames.take()).collect();
        for (number, &frame) in (1..).zip(&taken) {
            assert!(frames.words(frame).iter().all(|&word| word == 0));
            frames.words_mut(frame).fill(number);
        }
        let copy = frames.clone();
        for (number, &frame) in (1..).zip(&taken) {
            assert_eq!(frames.words(frame), [number; 16]);
            assert_eq!(copy.words(frame), [number; 16]);
        }
        frames.give_back(taken[7]);
        let again = frames.take();
        assert_eq!(again, taken[7]);
        assert_eq!(frames.words(again), [0; 16]);
        assert_eq!(frames.bytes(), 200 * 64);
    }

    #[test]
    fn reserved_frames_lose_none() {
        let mut frames = Frames::new(4);
        frames.take();
        frames.take();
        frames.take();
        frames.reserve(10);
        let chunks = frames.chunks.len();
        for _ in 0..10 {
            frames.take();
        }
        assert_eq!(frames.chunks.len(), chunks);
    }
}
